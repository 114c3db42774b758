package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnlyLarger
class RideSeriesTest {
  @TempDir private Path home;

  @Test
  void isBetterThanTheNaiveForecastsAndTheLinearBaseline() throws IOException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);

    RideSeries.Errors errors = new RideSeries(out).run(Path.of("data"), home);

    assertThat(errors.network()).isLessThan(0.8 * errors.linear());
    assertThat(errors.linear()).isLessThan(errors.week());
    assertThat(errors.week()).isBetween(3.1, 3.2);
    assertThat(errors.fortnight()).isBetween(3.5, 3.6);
    assertThat(told.toString(StandardCharsets.UTF_8)).contains("as 14 days before 3.55");
  }
}
