package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedRidershipTest {
  @TempDir Path home;

  @Test
  void driftsLongBeforeItsForecastsBecomeWorse() throws IOException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);

    WatchedRidership.Findings found =
        new WatchedRidership(Path.of("data"), out).run(home.resolve("home"));

    assertThat(found.drifted().values()).hasSize(13).noneMatch(columns -> columns.contains("temp"));
    assertThat(found.drifted().get(2004))
        .filteredOn(RideDay.STATIONS::contains)
        .hasSizeGreaterThan(10);
    assertThat(found.errors().get(2004)).isLessThan(2.2);
    assertThat(found.errors().get(2007)).isGreaterThan(2.5);
  }
}
