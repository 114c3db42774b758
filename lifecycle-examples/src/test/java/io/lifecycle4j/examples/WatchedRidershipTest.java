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
class WatchedRidershipTest {
  @TempDir Path home;

  @Test
  void driftsLongBeforeItsForecastsBecomeWorse() throws IOException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);

    WatchedRidership.Findings found =
        new WatchedRidership(Path.of("data"), out).run(home.resolve("home"));

    assertThat(found.drifted()).hasSize(13);
    assertThat(found.drifted().values())
        .as("half years of the same weekdays and months")
        .allSatisfy(windows -> assertThat(windows).allMatch(window -> !window.contains("temp")));
    assertThat(found.drifted().get(2004))
        .anySatisfy(window -> assertThat(window).containsAnyElementsOf(RideDay.STATIONS));
    assertThat(found.errors().get(2004)).isLessThan(2.2);
    assertThat(found.retrainings())
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.decision().cause()).contains("metrics.rmse > 2.8"));
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("sameSeason=date by [WEEKDAY, MONTH]")
        .contains("the gate: riders:1 has an error of")
        .containsPattern("new alerts, \\d+: drift of .*Washington_Wells")
        .contains("bob acknowledges: ", "Passengers come and go")
        .containsPattern("without seasons would find drift of temperature in [1-4] of 4")
        .containsPattern("PSI of temp above 0.25, would hold in [1-4] \\(0\\.\\d+ expected")
        .contains("COOLING_DOWN: Cools down until")
        .contains("alerts about temp, ever: none")
        .containsPattern("decisions of the rule: .*1 rolled back")
        .contains("by mallory: Newest numbers")
        .containsPattern(
            "production of riders rolled back from 5 to 4 by .*: Rule: rmse above 8.4");
  }
}
