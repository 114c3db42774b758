package io.lifecycle4j.core.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times, truths and categories, in every format that has them. */
class TypedCellsTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Column.builder("at", DataType.TIMESTAMP).nullable().build(),
              Column.builder("open", DataType.BOOLEAN).nullable().build(),
              Column.builder("kind", DataType.CATEGORICAL).nullable().build()));

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private List<String> read(Source source, Schema schema) {
    DatasetVersion version = home.rides().snapshot(source).schema(schema).commit();
    List<String> rows = new ArrayList<>();
    home.rows(version)
        .forEach(
            row -> rows.add((long) row.number(0) + " " + row.number(1) + " '" + row.text(2) + "'"));
    return rows;
  }

  private List<String> csv(String text) {
    return read(Sources.csv("a.csv", Content.of("at,open,kind\n" + text)), SCHEMA);
  }

  private List<String> json(String text) {
    return read(Sources.jsonLines("a.jsonl", Content.of(text)), SCHEMA);
  }

  @ParameterizedTest
  @CsvSource({
    "2004-02-29, 2004-02-29T00:00:00Z",
    "2004-02-29T13:45, 2004-02-29T13:45:00Z",
    "2004-02-29 13:45:59, 2004-02-29T13:45:59Z",
    "2004-02-29T13:45:59.1Z, 2004-02-29T13:45:59.100Z",
    "2004-02-29T13:45:59.123999999+05:30, 2004-02-29T08:15:59.123Z",
    "1969-12-31T23:59:59.9999-01, 1970-01-01T00:59:59.999Z",
    "0000-01-01, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59Z, 9999-12-31T23:59:00Z",
    "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00Z",
    "+55840-11-08T22:13:20Z, +55840-11-08T22:13:20Z",
    "+287396-10-12T08:59:00.992Z, +287396-10-12T08:59:00.992Z",
    "-0001-12-31, -0001-12-31T00:00:00Z",
    "-12345-01-01, -12345-01-01T00:00:00Z",
    "-283457-03-21T15:00:59.008Z, -283457-03-21T15:00:59.008Z",
  })
  void readsTimes(String text, Instant expected) {
    String row = expected.toEpochMilli() + " 1.0 'x'";
    assertThat(csv("\" " + text + " \",true,x\n")).containsExactly(row);
    assertThat(json("{\"at\":\"" + text + "\",\"open\":true,\"kind\":\"x\"}\n"))
        .containsExactly(row);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2003-02-29",
        "2004-13-01",
        "2004-2-29",
        "29.02.2004",
        "2004-02-29T",
        "2004-02-29T24:00",
        "2004-02-29T13",
        "2004-02-29T13:45:60",
        "2004-02-29T13:45:59.Z",
        "2004-02-29T13:45:59.1234567890Z",
        "2004-02-29T13:45Z x",
        "2004-02-29T13:45+5",
        "2004-02-29T13:45 Europe/Berlin",
        "1078012800000",
        "10000-01-01",
        "+9999-01-01",
        "+09999-01-01",
        "-0000-01-01",
        "+1000000-01-01",
        "+287396-10-12T08:59:00.993Z",
        "-283457-03-21T15:00:59.007Z",
        "٢004-02-29",
      })
  void refusesWhatIsNoTime(String text) {
    String message = ", column at: '" + text + "' (must be a time as in ISO 8601)";
    assertThatThrownBy(() -> csv("\"" + text + "\",true,x\n"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read a.csv: line 2" + message);
    assertThatThrownBy(() -> json("{\"at\":\"" + text + "\",\"open\":true,\"kind\":\"x\"}\n"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read a.jsonl: line 1" + message);
  }

  @Test
  void readsTruthsCategoriesAndWhatIsMissing() {
    assertThat(csv("1970-01-01,TRUE,x\n1970-01-01,0,\n,,y\n"))
        .containsExactly("0 1.0 'x'", "0 0.0 ''", "0 NaN 'y'");
    assertThat(json("{\"at\":-5,\"open\":false,\"kind\":null}\n{\"open\":null}\n{\"kind\":\"\"}"))
        .containsExactly("-5 0.0 ''", "0 NaN ''", "0 NaN ''");
  }

  @Test
  void refusesWhatIsNoTruth() {
    assertThatThrownBy(() -> csv("1970-01-01,yes,x\n"))
        .hasMessage("Cannot read a.csv: line 2, column open: 'yes' (must be true or false)");
    assertThatThrownBy(() -> json("{\"at\":0.5,\"open\":1,\"kind\":\"x\"}\n"))
        .hasMessage(
            "Cannot read a.jsonl: line 1, column at: '0.5' (must be a time as in ISO 8601); "
                + "line 1, column open: '1' (must be true or false)");
  }

  @Test
  void showsNothingPrivate() {
    Schema schema =
        new Schema(
            List.of(
                Column.builder("age", DataType.FLOAT64).asPrivate().build(),
                SCHEMA.columns().get(1),
                SCHEMA.columns().get(2)));
    Source source = Sources.csv("a.csv", Content.of("age,open,kind\nsecret,true,x\n"));
    assertThatThrownBy(() -> home.rides().snapshot(source).schema(schema).commit())
        .hasMessage("Cannot read a.csv: line 2, column age: private (must be a number)");
  }

  record Visit(Instant at, boolean open, String kind, LocalDate day, Optional<Boolean> paid) {}

  @Test
  void keepsThemInRecords() {
    Instant time = Instant.parse("2026-03-01T12:00:00.123456Z");
    Source source =
        Sources.records(
            Visit.class,
            Stream.of(
                new Visit(time, true, "a", LocalDate.EPOCH, Optional.of(false)),
                new Visit(time, false, "b", LocalDate.MIN, Optional.empty())));
    assertThatThrownBy(() -> home.rides().snapshot(source).commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Cannot store record 2: Invalid number in column day");
    Schema schema = Columns.of(Visit.class).schema();
    List<String> rows = new ArrayList<>();
    DatasetVersion version =
        home.rides()
            .snapshot(
                Sources.records(
                    Visit.class,
                    Stream.of(new Visit(time, true, "a", LocalDate.EPOCH, Optional.empty()))))
            .commit();
    home.rows(version)
        .forEach(
            row -> {
              rows.add(
                  Instant.ofEpochMilli((long) row.number(0)) + " " + row.number(1) + row.text(2));
              rows.add(row.number(3) + " " + row.number(4));
            });
    assertThat(rows).containsExactly("2026-03-01T12:00:00.123Z 1.0a", "0.0 NaN");
    assertThat(version.manifest().schema()).isEqualTo(schema);
  }
}
