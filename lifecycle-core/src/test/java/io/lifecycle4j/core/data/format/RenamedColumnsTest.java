package io.lifecycle4j.core.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Proposal;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.validation.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Columns are read under other names than the files have. */
class RenamedColumnsTest {
  private static final Schema RIDES =
      new Schema(List.of(Column.of("day", DataType.STRING), Column.of("temp", DataType.FLOAT64)));
  private static final String CSV = "Temp/°C,day\n1.5,Mon\n-2,Tue\n";

  private final SampleHome home = new SampleHome();
  private final Dataset rides = home.rides();

  @AfterEach
  void close() {
    home.close();
  }

  private static Source csv(String text) {
    return Sources.csv("rides.csv", Content.of(text));
  }

  private static Source jsonLines(String text) {
    return Sources.jsonLines("a.jsonl", Content.of(text));
  }

  private List<String> read(Source source) {
    return read(rides.snapshot(source).schema(RIDES).commit());
  }

  private static List<String> read(DatasetVersion version) {
    List<String> rows = new ArrayList<>();
    version.rows().forEach(row -> rows.add(row.text(0) + " " + row.number(1)));
    assertThat(version.rows().row(1).number(1)).isEqualTo(-2);
    return rows;
  }

  @Test
  void readsAColumnWhoseNameNoColumnCanHave() {
    assertThat(read(csv(CSV).rename("Temp/°C", "temp"))).containsExactly("Mon 1.5", "Tue -2.0");
    assertThat(read(rides.version(1))).containsExactly("Mon 1.5", "Tue -2.0");
    assertThat(rides.version(1).manifest().format())
        .isEqualTo(new Format("csv", Map.of("renamed", "Temp/°C\ntemp")));
  }

  @Test
  void renamesInEachFileAndEachDialect() {
    CsvDialect dialect = CsvDialect.builder().separator(';').build();
    List<NamedContent> files =
        List.of(
            new NamedContent("a.csv", Content.of("\"a\n\\b\";\n1.5;Mon\n")),
            new NamedContent("b.csv", Content.of("\"a\n\\b\";\n-2;Tue\n")));
    assertThat(read(Sources.csv(files, dialect).rename("a\n\\b", "temp").rename("", "day")))
        .containsExactly("Mon 1.5", "Tue -2.0");
  }

  @Test
  void renamesPropertiesOfJsonLinesAndTheirPaths() {
    String lines =
        "{\"w\":{\"t/c\":1.5},\"the day\":\"Mon\"}\n{\"w\":{\"t/c\":-2},\"the day\":\"Tue\"}\n";
    Source source = Sources.jsonLines("rides.jsonl", Content.of(lines));
    assertThat(read(source.rename("w.t/c", "temp").rename("the day", "day")))
        .containsExactly("Mon 1.5", "Tue -2.0");
  }

  @Test
  void judgesTheTypeOfARenamedColumn() {
    DatasetVersion version =
        rides
            .snapshot(csv("Temp/°C,day\n1.5,Mon\n-2,Tue\nwarm,Wed\n").rename("Temp/°C", "temp"))
            .schema(RIDES.change("temp", column -> column.nullable()))
            .requiring(Rules.column("temp").wellTyped().mostly(0.5))
            .commit();
    assertThat(read(version)).containsExactly("Mon 1.5", "Tue -2.0", "Wed NaN");
  }

  @Test
  void proposesTheNewName() {
    Proposal before = rides.propose(csv(CSV));
    assertThat(before.schema().names()).isEqualTo("day");
    assertThat(before.leftOut())
        .contains(
            "a column: Invalid column name: 'Temp/°C' (must not hold slashes, control or invisible"
                + " characters); rename(\"Temp/°C\", \"Temp_C\") of the source reads it");
    Proposal renamed = rides.propose(csv(CSV).rename("Temp/°C", "temp"));
    assertThat(renamed.schema().names()).isEqualTo("temp, day");
    String lines = "{\"t/c\":1.5}\n";
    assertThat(
            rides
                .propose(Sources.jsonLines("a.jsonl", Content.of(lines)).rename("t/c", "temp"))
                .schema()
                .names())
        .isEqualTo("temp");
  }

  @Test
  void saysHowToRenameWhereTheNameOfAColumnIsRefused() {
    assertThatThrownBy(() -> Column.of("Temp/°C", DataType.FLOAT64))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage(
            "Invalid column name: 'Temp/°C' (must not hold slashes, control or invisible"
                + " characters); choose another one, and call rename(\"Temp/°C\", …) on the source if"
                + " its files have this one");
    assertThatThrownBy(() -> read(csv(CSV)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot read rides.csv: no column temp (there are Temp/°C, day; rename(\"…\", \"temp\") of"
                + " the source reads one of them as temp)");
  }

  @Test
  void namesTheColumnThatIsAlmostTheSame() {
    assertThatThrownBy(() -> read(csv("day, temp\n")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot read rides.csv: no column temp, but ' temp' (blanks and case must be the same, or"
                + " rename(\" temp\", \"temp\") of the source)");
    assertThatThrownBy(() -> read(csv("Day,temp\n")))
        .hasMessage(
            "Cannot read rides.csv: no column day, but 'Day' (blanks and case must be the same, or"
                + " rename(\"Day\", \"day\") of the source)");
  }

  @Test
  void refusesANameThatIsNotThere() {
    String message = "Cannot read rides.csv: no column 'Temp' to rename (there are Temp/°C, day)";
    assertThatThrownBy(() -> read(csv(CSV).rename("Temp", "temp")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> rides.propose(csv(CSV).rename("Temp", "temp"))).hasMessage(message);
    Source lines = jsonLines("{\"day\":\"Mon\",\"temp\":2}\n");
    assertThatThrownBy(() -> read(lines.rename("t", "temp")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read a.jsonl: no property 't' in any line, to be read as column temp");
    String other = "Cannot read a.jsonl: no property 't' in any line, to be read as column other";
    assertThatThrownBy(() -> read(lines.rename("t", "other")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(other);
    assertThatThrownBy(() -> rides.propose(lines.rename("t", "other"))).hasMessage(other);
    assertThat(rides.versions()).isEmpty();
  }

  @Test
  void ignoresWhatIsRenamedToAColumnThatIsNotRead() {
    String lines = "{\"day\":\"Mon\",\"temp\":1.5}\n{\"day\":\"Tue\",\"temp\":-2,\"t\":[1]}\n";
    assertThat(read(jsonLines(lines).rename("t", "other"))).containsExactly("Mon 1.5", "Tue -2.0");
  }

  @Test
  void swapsTwoColumns() {
    String lines = "{\"day\":1.5,\"temp\":\"Mon\"}\n{\"day\":-2,\"temp\":\"Tue\"}\n";
    for (Source source : List.of(jsonLines(lines), csv("day,temp\n1.5,Mon\n-2,Tue\n"))) {
      assertThat(read(source.rename("day", "temp").rename("temp", "day")))
          .containsExactly("Mon 1.5", "Tue -2.0");
    }
  }

  @Test
  void saysWhichNameAColumnIsReadUnder() {
    assertThatThrownBy(() -> read(csv("day,temp\nMon,1.5\n").rename("temp", "warmth")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot read rides.csv: no column temp: rename(\"temp\", \"warmth\") of the source reads it"
                + " as warmth");
  }

  @Test
  void refusesTwoColumnsOfOneName() {
    assertThatThrownBy(() -> read(csv("Temp/°C,temp,day\n1,2,Mon\n").rename("Temp/°C", "temp")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot read rides.csv: column temp twice in the header (rename(\"Temp/°C\", \"temp\") of"
                + " the source reads another one)");
    assertThatThrownBy(
            () -> read(jsonLines("{\"day\":\"Mon\",\"temp\":2,\"t\":3}\n").rename("t", "temp")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot read a.jsonl: line 1: column temp twice (rename(\"t\", \"temp\") of the source reads"
                + " another one)");
    Source renamed = csv(CSV).rename("Temp/°C", "temp");
    assertThatThrownBy(() -> renamed.rename("day", "temp"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid names: 'day' to temp (one was given before)");
    assertThatThrownBy(() -> renamed.rename("Temp/°C", "warmth"))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void refusesASourceThatBringsItsColumns() {
    record Ride(double temp) {}
    assertThatThrownBy(
            () -> Sources.records(Ride.class, Stream.of(new Ride(1))).rename("temp", "warmth"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot rename column temp: the source (jsonl) brings its own columns");
  }

  @Test
  void refusesAnOptionThatIsNone() {
    for (String option : List.of("one line", "\\q\ntemp")) {
      Source source = new Source(new Format("csv", Map.of("renamed", option)), csv(CSV).files());
      assertThatThrownBy(() -> read(source))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Invalid renamed: ");
    }
  }
}
