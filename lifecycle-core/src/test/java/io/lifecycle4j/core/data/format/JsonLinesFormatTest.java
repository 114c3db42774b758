package io.lifecycle4j.core.data.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesFormatTest {
  private static final String LONG = "a whole number, at most 2^53; declare it STRING";

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private DatasetVersion commit(Content content, Schema schema) {
    return home.rides().snapshot(Sources.jsonLines("rides.jsonl", content)).schema(schema).commit();
  }

  private List<String> read(String text) {
    return SampleHome.texts(home.rows(commit(Content.of(text), SampleHome.RIDES)));
  }

  private void fails(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read rides.jsonl: " + message);
    assertThat(home.rides().versions()).isEmpty();
  }

  @Test
  void findsColumnsByNameInAnyOrderAndIgnoresOthers() {
    assertThat(
            read(
                "{\"riders\":7,\"note\":{\"day\":[1]},\"day\":\"Mon\",\"temp\":1.5}\r\n\n"
                    + "{\"day\":\"T\\u00fce\\n\",\"temp\":-2e1,\"riders\":true}"))
        .containsExactly("Mon 1.5 7.0", "Tüe\n -20.0 1.0");
  }

  @Test
  void takesNullAndAbsentPropertiesAsMissing() {
    assertThat(
            read(
                """
                {"day":null,"temp":null,"riders":null}
                {}
                {"day":"a","temp":"-Infinity"}
                """))
        .containsExactly(" NaN NaN", " NaN NaN", "a -Infinity NaN");
  }

  @Test
  void readsColumnsInsideOfObjectsByPath() {
    Schema schema =
        new Schema(
            List.of(
                Column.builder("user.name", DataType.STRING).nullable().build(),
                Column.builder("user.home.size", DataType.FLOAT64).nullable().build(),
                Column.builder("n", DataType.INT64).nullable().build()));
    String text =
        """
        {"user":{"name":"a","home":{"size":2.5,"x":{}}},"n":3}
        {"user.name":"b","user":7,"n":4}
        """;
    assertThat(SampleHome.texts(home.rows(commit(Content.of(text), schema))))
        .containsExactly("a 2.5 3.0", "b NaN 4.0");
  }

  @Test
  void readsTensors() {
    Schema schema = new Schema(List.of(Column.tensor("t", 2, 2)));
    float[] numbers = new float[6];
    home.rows(commit(Content.of("{\"t\":[1,0.1,null,\"Infinity\"]}\n"), schema))
        .forEach(row -> row.tensor(0, numbers, 1));
    assertThat(numbers).containsExactly(0, 1, 0.1f, Float.NaN, Float.POSITIVE_INFINITY, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,2,3]", "[1,2,3,4,5]", "[1,2,3,\"x\"]", "[[1,2],[3,4]]", "7", "null"})
  void refusesWhatIsNoTensorOfTheShape(String cell) {
    Schema schema = new Schema(List.of(Column.tensor("t", 2, 2)));
    assertThatThrownBy(() -> commit(Content.of("{\"t\":" + cell + "}\n"), schema))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot read rides.jsonl: line 1, column t: '");
  }

  @Test
  void readsPackedFilesWhateverTheirName() {
    byte[] packed = SampleHome.gzip("{\"day\":\"a\",\"temp\":1,\"riders\":2}\n".getBytes(UTF_8));
    assertThat(SampleHome.texts(home.rows(commit(Content.of(packed), SampleHome.RIDES))))
        .containsExactly("a 1.0 2.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "temp | \"1.5\" | 1.5 | a number",
        "temp | true | true | a number",
        "temp | 1e999 | 1e999 | a number",
        "temp | {\"a\":1} | { | a number",
        "riders | 1.5 | 1.5 | a whole number, at most 2^53",
        "riders | 9007199254740993 | 9007199254740993 | " + LONG,
        "riders | 9007199254740993.0 | 9007199254740993.0 | " + LONG,
        "riders | 4503599627370496.3 | 4503599627370496.3 | a whole number, at most 2^53",
        "riders | 1e-400 | 1e-400 | a whole number, at most 2^53",
        "riders | -12345678901234567890 | -12345678901234567890 | " + LONG,
        "riders | -9223372036854775808 | -9223372036854775808 | " + LONG,
        "riders | 1e400 | 1e400 | a whole number, at most 2^53",
        "riders | \"7\" | 7 | a whole number, at most 2^53",
        "day | 1 | 1 | a text",
        "day | [\"a\"] | [ | a text",
      })
  void refusesWhatIsNoSuchCell(String column, String json, String cell, String expected) {
    fails(
        "{\"day\":\"a\"}\n{\"" + column + "\":" + json + ",\"other\":0}\n",
        "line 2, column " + column + ": '" + cell + "' (must be " + expected + ")");
  }

  @Test
  void namesAllBadCellsOfAFileAtOnceUpToTen() {
    fails(
        "{\"day\":1,\"temp\":\"x\"}\n{\"day\":\"a\",\"temp\":1,\"riders\":1}\n{\"riders\":0.5}\n",
        "line 1, column day: '1' (must be a text); line 1, column temp: 'x' (must be a number); "
            + "line 3, column riders: '0.5' (must be a whole number, at most 2^53)");
    assertThatThrownBy(() -> read("{\"day\":1}\n".repeat(11)))
        .hasMessageContaining("line 10, column day")
        .hasMessageEndingWith("; and perhaps more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | line 1 begins with an array (must be an object)",
        "7 | line 1 begins with a number (must be an object)",
        "{}{} | line 1 has more than one object",
        "\"SECRET\" | line 1 begins with a text (must be an object)",
        "{'day':1} | line 1, character 2: it is no JSON",
        "{\"day\":\"a\",\"day\":\"b\"} | line 1: column day twice",
      })
  void refusesWhatIsNoLineOfJson(String text, String message) {
    fails(text, message);
  }

  @Test
  void refusesAnObjectThatGoesOn() {
    fails("{\"day\":\n\"a\"}\n", "line 1: the object does not end in its line");
  }

  @Test
  void refusesAColumnThatIsInNoLine() {
    fails("{\"day\":\"a\",\"temp\":1}\n", "no column riders in any line");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"day\":\"a", "{\"day\"", "{", "{\"day\":\"a\",}", "{\"x\":NaN}"})
  void refusesBrokenJsonWithItsLine(String text) {
    assertThatThrownBy(() -> read("{\"day\":\"a\",\"temp\":1,\"riders\":1}\n" + text))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot read rides.jsonl: line 2, character ");
  }

  @Test
  void quotesNothingOfABrokenLine() {
    String text = "{\"day\":SECRETTOKEN,\"temp\":1}\n";
    String message = "line 1, character (8|19): it is no JSON"; // older Jackson names the end
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageMatching("Cannot read rides.jsonl: " + message);
    Source source = Sources.jsonLines("rides.jsonl", Content.of(text));
    assertThatThrownBy(() -> home.rides().propose(source))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageMatching("Cannot read rides.jsonl: " + message)
        .hasNoCause();
  }

  @Test
  void refusesDepthAndLengthBeyondLimits() {
    assertThatThrownBy(() -> read("{\"x\":" + "[".repeat(65) + "]".repeat(65) + "}"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("64");
    assertThatThrownBy(() -> read("{\"day\":\"" + "x".repeat((1 << 20) + 1) + "\"}"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("1048576");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] latin = "{\"day\":\"München\"}\n".getBytes(ISO_8859_1);
    assertThatThrownBy(() -> commit(Content.of(latin), SampleHome.RIDES))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read rides.jsonl: line 1 is not UTF-8");
  }
}
