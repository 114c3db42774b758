package io.lifecycle4j.core.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.storage.NamedContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordLinesTest {
  private record Ride(String day, double temp, long riders, boolean free) {}

  private static final Ride RIDE = new Ride("mon", 1.5, 3, true);

  private static String text(Source source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    source.files().get(0).content().writeTo(bytes);
    return bytes.toString(UTF_8);
  }

  private static String rides(Ride... rides) throws IOException {
    return text(Sources.records(Ride.class, Stream.of(rides)));
  }

  private static Source numbers(DataType type, Double... numbers) {
    Columns<Double> columns =
        Columns.from(Double.class).number(Column.of("n", type), number -> number).build();
    return Sources.records(columns, action -> Arrays.asList(numbers).forEach(action));
  }

  private static Source texts(String... texts) {
    Columns<String> columns = Columns.from(String.class).string("t", text -> text).build();
    return Sources.records(columns, action -> Arrays.asList(texts).forEach(action));
  }

  private static void refuses(Source source, String problem) {
    assertThatThrownBy(() -> text(source))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(problem);
  }

  @Test
  void writesALineForEachRecordInOrder() throws IOException {
    Source source =
        Sources.records(Ride.class, Stream.of(RIDE, new Ride("", Double.NaN, -1, false)));

    assertThat(source.format().id()).isEqualTo("jsonl");
    assertThat(source.files()).extracting(NamedContent::name).containsExactly("records.jsonl");
    assertThat(source.schema()).hasValue(Columns.of(Ride.class).schema());
    assertThat(text(source))
        .isEqualTo(
            """
            {"day":"mon","temp":1.5,"riders":3,"free":true}
            {"day":null,"temp":null,"riders":-1,"free":false}
            """);
  }

  @Test
  void writesEachNumberWithTheFewestDigits() throws IOException {
    assertThat(rides(new Ride("a", 0.1 + 0.2, 1L << 53, true), new Ride("b", -0.0, 0, true)))
        .isEqualTo(
            """
            {"day":"a","temp":0.30000000000000004,"riders":9007199254740992,"free":true}
            {"day":"b","temp":-0.0,"riders":0,"free":true}
            """);
    assertThat(text(numbers(DataType.FLOAT64, 1.0, 1e-7, 1e22)))
        .isEqualTo("{\"n\":1}\n{\"n\":1.0E-7}\n{\"n\":1.0E22}\n");
  }

  @Test
  void writesInfiniteNumbersAsTexts() throws IOException {
    assertThat(
            text(
                numbers(
                    DataType.FLOAT64,
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY,
                    Double.NaN)))
        .isEqualTo("{\"n\":\"Infinity\"}\n{\"n\":\"-Infinity\"}\n{\"n\":null}\n");
  }

  @Test
  void writesATensorAsOneArray() throws IOException {
    Columns<float[]> columns =
        Columns.from(float[].class)
            .tensor(
                Column.tensor("image", 2, 2),
                (input, target, offset) -> System.arraycopy(input, 0, target, offset, input.length))
            .build();
    float[] image = {0.1f, 3, Float.NaN, Float.NEGATIVE_INFINITY};

    assertThat(text(Sources.records(columns, action -> action.accept(image))))
        .isEqualTo("{\"image\":[0.1,3,null,\"-Infinity\"]}\n");
  }

  @Test
  void escapesWhatJsonDoesNotTake() throws IOException {
    assertThat(text(texts("\"a\\b\"", "c\nd\t\u0001", "ü😀")))
        .isEqualTo(
            """
            {"t":"\\"a\\\\b\\""}
            {"t":"c\\nd\\t\\u0001"}
            {"t":"ü😀"}
            """);
  }

  @Test
  void refusesHalfOfACharacter() {
    assertThatThrownBy(() -> text(texts("a", "b\uD83D")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Cannot store record 2: Invalid text in column t: 'b")
        .hasMessageEndingWith("' (must not hold half of a surrogate pair)");
    assertThatThrownBy(() -> text(texts("\uDE00b")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Cannot store record 1: Invalid text in column t: '");
  }

  @Test
  void refusesTextsThatCannotBeReadAgain() throws IOException {
    String longest = "x".repeat(1 << 20);
    assertThat(text(texts(longest))).hasSize((1 << 20) + 9);
    refuses(
        texts(longest + "x"),
        "Cannot store record 1: Invalid text in column t: 1048577 characters (must be at most"
            + " 1048576)");
  }

  @Test
  void refusesNumbersThatTheColumnDoesNotHold() throws IOException {
    String whole = "(must be whole, at most 2^53)";
    refuses(
        numbers(DataType.INT64, 1.0, 1.5),
        "Cannot store record 2: Invalid number in column n: 1.5 " + whole);
    refuses(
        numbers(DataType.INT64, 0x1p54),
        "Cannot store record 1: Invalid number in column n: 1.8014398509481984E16 " + whole);
    refuses(
        numbers(DataType.INT64, Double.POSITIVE_INFINITY),
        "Cannot store record 1: Invalid number in column n: Infinity " + whole);
    refuses(
        numbers(DataType.BOOLEAN, 2.0),
        "Cannot store record 1: Invalid number in column n: 2 (must be 0 or 1)");
    assertThat(text(numbers(DataType.INT64, Double.NaN))).isEqualTo("{\"n\":null}\n");
    assertThat(text(numbers(DataType.BOOLEAN, Double.NaN))).isEqualTo("{\"n\":null}\n");
  }

  private static Source secret(DataType type, double number) {
    Columns<Double> columns =
        Columns.from(Double.class)
            .number(Column.builder("ssn", type).asPrivate().build(), cell -> cell)
            .build();
    return Sources.records(columns, action -> action.accept(number));
  }

  @Test
  void showsNoCellOfAPrivateColumn() {
    Columns<String> name =
        Columns.from(String.class)
            .text(Column.builder("name", DataType.STRING).asPrivate().build(), cell -> cell)
            .build();
    refuses(
        secret(DataType.INT64, 123456.5),
        "Cannot store record 1: Invalid number in column ssn: (private) (must be whole, at most"
            + " 2^53)");
    refuses(
        secret(DataType.BOOLEAN, 123456),
        "Cannot store record 1: Invalid number in column ssn: (private) (must be 0 or 1)");
    refuses(
        Sources.records(name, action -> action.accept("ann\uD83D")),
        "Cannot store record 1: Invalid text in column name: '(private)' (must not hold half of a"
            + " surrogate pair)");
  }

  @Test
  void closesTheStreamAndReadsItOnce() throws IOException {
    AtomicInteger closed = new AtomicInteger();
    Source source = Sources.records(Ride.class, Stream.of(RIDE).onClose(closed::incrementAndGet));

    assertThat(closed).hasValue(0);
    assertThat(text(source)).hasLineCount(1);
    assertThat(closed).hasValue(1);
    assertThatThrownBy(() -> text(source))
        .isInstanceOf(IOException.class)
        .hasMessage("the stream was read before");
  }

  @Test
  void throwsWhatTheStreamThrows() {
    IllegalStateException gone = new IllegalStateException("db gone");
    Source source =
        Sources.records(
            Ride.class,
            Stream.of(RIDE)
                .peek(
                    ride -> {
                      throw gone;
                    }));
    assertThatThrownBy(() -> text(source)).isSameAs(gone);
  }

  @Test
  void tellsOfAFullDiskAsItIs() {
    IOException full = new IOException("disk full");
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw full;
          }
        };
    NamedContent file = texts("a").files().get(0);

    assertThatThrownBy(() -> file.content().writeTo(out)).isSameAs(full);
  }

  @Test
  void tellsOfAReaderThatFails() {
    IOException gone = new IOException("gone");
    Source source =
        Sources.records(
            Columns.of(Ride.class),
            action -> {
              action.accept(RIDE);
              throw gone;
            });

    assertThatThrownBy(() -> text(source)).isSameAs(gone);
  }

  @Test
  void readsTheSameRecordsForEachSnapshot() throws IOException {
    Source source = Sources.records(Columns.of(Ride.class), List.of(RIDE, RIDE)::forEach);

    assertThat(text(source)).isEqualTo(text(source)).hasLineCount(2);
  }
}
