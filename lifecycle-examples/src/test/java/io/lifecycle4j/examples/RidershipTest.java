package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.data.SplitRole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@Tag("volume")
@EnabledIf("io.lifecycle4j.examples.QuickStartTest#isMore")
class RidershipTest {
  /** The error of who says that as many come as 14 days before, in 2014 to 2016. */
  private static final double NAIVE = 3.2;

  @TempDir Path home;

  @Test
  void refusesEachFaultForItsReasonAndLearnsFromTheRest() throws IOException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);

    Ridership.Findings found = new Ridership(Path.of("data"), out).run(home.resolve("home"));

    assertThat(found.refused()).containsOnlyKeys(PlantedFault.values());
    Map<PlantedFault, String> reasons =
        Map.of(
            PlantedFault.SHIFTED_UNIT, "quantile",
            PlantedFault.SWAPPED_COLUMNS, "temp_min",
            PlantedFault.NULLS, "humidity has a value",
            PlantedFault.DUPLICATED_DAYS, "date",
            PlantedFault.CONSTANT_COLUMN, "wind");
    reasons.forEach((fault, reason) -> assertThat(found.refused().get(fault)).contains(reason));
    assertThat(found.versions()).isEqualTo(2);
    assertThat(found.error()).isLessThan(NAIVE);
    assertThat(found.prepared().version()).hasToString("riders-prepared:1");
    assertThat((double) found.prepared().count(SplitRole.TRAIN) / found.prepared().report().rows())
        .isBetween(0.69, 0.71);
    assertThat(found.weather().names()).hasSize(8).contains("location=New York", "wind");
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("version 2")
        .contains("TRAIN")
        .contains("dataset riders:2: ")
        .contains("100 %  fitting 1462 of 1462 rows"); // days of two cities up to 2013
  }
}
