package io.lifecycle4j.core.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A dirty file is told whole: cells of another type, and cells that are missing. */
class BadCellsTest {
  private static final Schema STRICT =
      Schema.builder().column("day", DataType.STRING).column("temp", DataType.FLOAT64).build();

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private void fails(Source source, Schema schema, String message) {
    assertThatThrownBy(() -> home.rides().snapshot(source).schema(schema).commit())
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(message);
    assertThat(home.rides().versions()).isEmpty();
  }

  private static Source csv(String text) {
    return Sources.csv("rides.csv", Content.of(text));
  }

  @Test
  void namesMissingCellsBesideBadOnes() {
    fails(
        csv("day,temp\nMon,\n,2\n,3\nTue,warm\n,4\nWed,5\n,6\n"),
        STRICT,
        "Cannot read rides.csv: cells are missing in column temp (line 2), column day (lines 3, 4, 6"
            + " and 1 more): fill them, or make the column nullable(); line 5, column temp: 'warm'"
            + " (must be a number)");
  }

  @Test
  void namesMissingCellsOfJsonLinesBesideBadOnes() {
    fails(
        Sources.jsonLines(
            "rides.jsonl",
            Content.of(
                """
                {"day":"Mon","temp":null}
                {"day":"","temp":"NaN"}
                {"temp":3}
                {"day":"Tue","temp":"warm"}
                """)),
        STRICT,
        "Cannot read rides.jsonl: cells are missing in column temp (lines 1, 2), column day (lines 2,"
            + " 3): fill them, or make the column nullable(); line 4, column temp: 'warm' (must be a"
            + " number)");
  }

  @Test
  void namesNoMissingCellThatMayBeMissing() {
    fails(
        csv("day,temp,riders\n,,\nMon,warm,2\n"),
        SampleHome.RIDES,
        "Cannot read rides.csv: line 3, column temp: 'warm' (must be a number)");
  }

  @Test
  void namesAFewColumnsOfMany() {
    Schema.Builder five = Schema.builder();
    List.of("a", "b", "c", "d", "e").forEach(name -> five.column(name, DataType.FLOAT64));
    fails(
        csv("a,b,c,d,e\n,,,,warm\n"),
        five.build(),
        "Cannot read rides.csv: cells are missing in column a (line 2), column b (line 2), column c"
            + " (line 2) and 1 more: fill them, or make the column nullable(); line 2, column e:"
            + " 'warm' (must be a number)");
  }
}
