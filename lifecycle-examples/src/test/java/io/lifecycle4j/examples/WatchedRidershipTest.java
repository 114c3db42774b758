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

    assertThat(found.drifted()).hasSize(13);
    for (int year = 2004; year <= 2006; year++) { // beside the reference of version 1
      assertThat(found.drifted().get(year))
          .doesNotContain("temp")
          .filteredOn(RideDay.STATIONS::contains)
          .hasSizeGreaterThan(10);
    }
    assertThat(found.errors().get(2004)).isLessThan(2.2);
    assertThat(found.errors().get(2006)).isLessThan(3);
    assertThat(found.retrainings())
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.decision().cause()).contains("metrics.rmse > 3.2"));
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("the gate: riders:1 has an error of")
        .containsPattern("new alerts: .*Clark_Lake")
        .contains("bob acknowledges: ", "Passengers come and go")
        .containsPattern("with windows of 60 days, the temperature would be in [1-6] of 6 alarms")
        .contains("COOLING_DOWN: Cools down until")
        .containsPattern("12 drift reports, 1[0-2] with drift")
        .containsPattern("decisions of the rule: .*1 rolled back")
        .contains("by mallory: Newest numbers")
        .containsPattern("production of riders rolled back from .* by .*: Rule: ");
  }
}
