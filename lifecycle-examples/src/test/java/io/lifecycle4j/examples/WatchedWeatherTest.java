package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.retraining.Retraining;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnlyLarger
class WatchedWeatherTest {
  /** The accuracy of who says that it rains if there is precipitation, in 2013. */
  private static final double LEAST = 0.75;

  @TempDir Path home;

  @Test
  void promotesNothingWhenOnlyTheInputsDrift() throws IOException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);

    WatchedWeather.Findings found =
        new WatchedWeather(Path.of("data"), out).run(home.resolve("home"));

    assertThat(found.drifted()).isNotEmpty();
    assertThat(found.accuracies().values()).hasSize(3).allMatch(accuracy -> accuracy > LEAST);
    assertThat(found.retrainings())
        .isNotEmpty()
        .extracting(retraining -> retraining.end().orElseThrow())
        .containsOnly(Retraining.End.REFUSED);
    assertThat(found.serving()).isEqualTo(1);
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("labels of 2012: drizzle 8 %")
        .contains(
            "new alerts, 1: drift of wind", "bob acknowledges: Another year, the sensor is fine")
        .contains("3 drift reports, 1 with drift", "1 begun, 2 not needed")
        .contains("version 1 serves");
  }
}
