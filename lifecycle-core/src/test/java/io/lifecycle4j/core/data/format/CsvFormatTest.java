package io.lifecycle4j.core.data.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFormatTest {
  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private List<String> read(String text) {
    return SampleHome.texts(home.rows(home.csv(text)));
  }

  private void fails(String text, String message) {
    assertThatThrownBy(() -> home.csv(text))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read rides.csv: " + message);
    assertThat(home.rides().versions()).isEmpty();
  }

  @Test
  void findsColumnsByNameInAnyOrderAndIgnoresOthers() {
    assertThat(read("riders,note,day,temp\n7,x,Mon,1.5\n8,y,Tue,-2e1\n"))
        .containsExactly("Mon 1.5 7.0", "Tue -20.0 8.0");
  }

  @Test
  void readsQuotesLineBreaksAndAnyLineEnd() {
    assertThat(read("day,temp,riders\r\n\"a \"\"b\"\",\nc\",1,2\rd,3,4\n\ne,5,6"))
        .containsExactly("a \"b\",\nc 1.0 2.0", "d 3.0 4.0", "e 5.0 6.0");
  }

  @Test
  void skipsTheByteOrderMark() {
    assertThat(read("\uFEFF\"day\",temp,riders\nü,1,2\n")).containsExactly("ü 1.0 2.0");
  }

  @Test
  void takesAnEmptyCellAsMissing() {
    assertThat(read("day,temp,riders\n,,\"\"\n")).containsExactly(" NaN NaN");
  }

  @Test
  void takesNumbersAsJavaWritesThem() {
    assertThat(read("day,temp,riders\na,NaN, 3 \nb,-Infinity,TRUE\nc,+.5,9007199254740992\n"))
        .containsExactly("a NaN 3.0", "b -Infinity 1.0", "c 0.5 9.007199254740992E15");
  }

  @Test
  void givesTheSameRowsEachTimeItIsRead() {
    Rows rows = home.rows(home.csv("day,temp,riders\na,1,2\nb,3,4\n"));
    assertThat(SampleHome.texts(rows)).isEqualTo(SampleHome.texts(rows)).hasSize(2);
  }

  @Test
  void readsFromARowOn() {
    Rows rows = home.rows(home.csv("day,temp,riders\na,1,2\nb,3,4\nc,5,6\n"));
    for (int first = 0; first <= 4; first++) {
      List<String> read = new ArrayList<>();
      rows.forEachFrom(first, row -> read.add(row.text(0)));
      assertThat(read).isEqualTo(List.of("a", "b", "c").subList(Math.min(first, 3), 3));
    }
    assertThatThrownBy(() -> rows.forEachFrom(-1, row -> {}))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid first row: -1 (must be at least 0)");
  }

  @Test
  void readsPackedFiles() {
    byte[] packed = SampleHome.gzip("day,temp,riders\na,1,2\n".getBytes(UTF_8));
    Rows rows =
        home.rows(
            home.rides()
                .snapshot(Sources.csv("rides.csv.gz", Content.of(packed)))
                .schema(SampleHome.RIDES)
                .commit());
    assertThat(SampleHome.texts(rows)).containsExactly("a 1.0 2.0");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 12, 40, -4})
  void refusesAPackedFileThatWasCutOff(int length) {
    byte[] packed = SampleHome.gzip("day,temp,riders\na,1,2\nb,3,4\nc,5,6\n".getBytes(UTF_8));
    byte[] cut = Arrays.copyOf(packed, length < 0 ? packed.length + length : length);
    assertThatThrownBy(
            () ->
                home.rides()
                    .snapshot(Sources.csv("rides.csv.gz", Content.of(cut)))
                    .schema(SampleHome.RIDES)
                    .commit())
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot read rides.csv.gz: packed data ends too early");
  }

  @Test
  void refusesAFileThatIsNotPackedAsItsNameSays() {
    assertThatThrownBy(
            () ->
                home.rides()
                    .snapshot(Sources.csv("rides.csv.gz", Content.of("day,temp,riders\n")))
                    .schema(SampleHome.RIDES)
                    .commit())
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read rides.csv.gz: it is no gzip (its name ends in .gz)");
  }

  @ParameterizedTest
  @CsvSource({"abc", "1d", "0x1p3", "1 2", "--1", "1e999", "'1,5'", "nan", "٣"})
  void refusesWhatIsNoNumber(String cell) {
    fails(
        "day,temp,riders\na,1,2\nb,\"" + cell + "\",2\n",
        "line 3, column temp: '" + cell + "' (must be a number)");
  }

  @ParameterizedTest
  @CsvSource({"1.5", "-1e300", "yes", "Infinity"})
  void refusesWhatIsNoWholeNumber(String cell) {
    fails(
        "day,temp,riders\na,1," + cell + "\n",
        "line 2, column riders: '" + cell + "' (must be a whole number, at most 2^53)");
  }

  @ParameterizedTest
  @CsvSource({
    "9007199254740993",
    "-9007199254740993",
    "9007199254740994",
    "9007199254740993.0",
    "00009007199254740993"
  })
  void refusesAWholeNumberThatWouldBeRounded(String cell) {
    fails(
        "day,temp,riders\na,1," + cell + "\n",
        "line 2, column riders: '"
            + cell
            + "' (must be a whole number, at most 2^53; declare it STRING)");
  }

  @ParameterizedTest
  @CsvSource({"4503599627370496.3", "1.00000000000000000001", "1e-400", "0.0000000000000000000001"})
  void refusesAFractionThatWouldBeRoundedAway(String cell) {
    fails(
        "day,temp,riders\na,1," + cell + "\n",
        "line 2, column riders: '" + cell + "' (must be a whole number, at most 2^53)");
  }

  @ParameterizedTest
  @CsvSource({
    "9007199254740992, 9007199254740992",
    "-9007199254740992.000, -9007199254740992",
    "000000000000000000042, 42",
    "1234567890123456e0, 1234567890123456",
    "12345., 12345",
    "0.00000000, 0",
    "+7e3, 7000",
  })
  void readsWholeNumbersHoweverTheyAreWritten(String cell, long expected) {
    home.rows(home.csv("day,temp,riders\na,1," + cell + "\n"))
        .forEach(row -> assertThat((long) row.number(2)).isEqualTo(expected));
  }

  @Test
  void takesBlanksForMissingWhereverTheParsersBufferBegins() {
    Schema schema =
        Schema.builder()
            .column(Column.builder("a", DataType.INT64).nullable().build())
            .column("b", DataType.INT64)
            .build();
    StringBuilder csv = new StringBuilder("  ,0\n");
    for (int i = 1; i < 20_000; i++) {
      csv.append("  ,").append(i).append('\n');
    }
    CsvDialect headless = CsvDialect.builder().columns("a", "b").build();
    NamedContent file = new NamedContent("a.csv", Content.of(csv.toString()));
    Rows rows =
        home.rows(
            home.rides().snapshot(Sources.csv(List.of(file), headless)).schema(schema).commit());
    int[] next = {0};
    rows.forEach(
        row -> {
          assertThat(row.number(0)).isNaN();
          assertThat(row.number(1)).isEqualTo(next[0]++);
        });
    assertThat(next[0]).isEqualTo(20_000);
  }

  @Test
  void refusesAHeaderThatWouldFillTheMemory() {
    String name = "x".repeat(500_000);
    String message = "the header has more than 1048576 characters";
    fails(name + "," + name + "," + name + "\n", message);
    Source source = Sources.csv("rides.csv", Content.of((name + ",").repeat(3)));
    assertThatThrownBy(() -> home.rides().propose(source))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read rides.csv: " + message);
  }

  @Test
  void namesTheMissingColumnAndThoseThereAre() {
    fails(
        "day,riders\n",
        "no column temp (there are day, riders; rename(\"…\", \"temp\") of the source reads one of"
            + " them as temp)");
  }

  @Test
  void refusesAHeaderWithAColumnTwice() {
    fails("day,temp,riders,temp\n", "column temp twice in the header");
  }

  @Test
  void refusesAnEmptyFile() {
    fails("", "no header line");
  }

  @Test
  void refusesRaggedLines() {
    fails("day,temp,riders\n\na,1,2\nb,3\n", "line 4 has 2 cells (the header has 3)");
    fails("day,temp,riders\na,1,2,3\n", "line 2 has 4 cells (the header has 3)");
  }

  @Test
  void refusesAnUnclosedQuote() {
    assertThatThrownBy(() -> home.csv("day,temp,riders\na,1,2\n\"b,3,4\nc,5,6\n"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot read rides.csv: ")
        .hasMessageContaining("line 3");
  }

  @Test
  void refusesAQuoteThatWouldTakeTheRestOfTheFile() {
    assertThatThrownBy(() -> home.csv("day,temp,riders\n\"" + "x,\n".repeat(1 << 20)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot read rides.csv: The maximum buffer size")
        .hasMessageContaining("line 2");
  }

  @Test
  void refusesTooManyColumns() {
    assertThatThrownBy(() -> home.csv("x,".repeat(100_000)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("16384 fields");
  }

  @Test
  void saysInWhichLineBytesAreNotUtf8() {
    String message = " is not UTF-8 (charset(…) of CsvDialect)";
    for (int lines : new int[] {0, 1, 1_000, 4_096, 30_000}) {
      String text = "day,temp,riders\r\n" + "x,1,2\n\"a\nb\",1,2\r".repeat(lines) + "München,1,2\n";
      Source source = Sources.csv("rides.csv", Content.of(text.getBytes(ISO_8859_1)));
      assertThatThrownBy(() -> home.rides().snapshot(source).schema(SampleHome.RIDES).commit())
          .isInstanceOf(InvalidDataException.class)
          .hasMessage("Cannot read rides.csv: line " + (2 + 3 * lines) + message);
    }
    Source header = Sources.csv("rides.csv", Content.of("Größe,b\n".getBytes(ISO_8859_1)));
    assertThatThrownBy(() -> home.rides().propose(header))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read rides.csv: line 1" + message);
  }

  @Test
  void refusesACharacterThatIsCutOff() {
    byte[] cut = Arrays.copyOf("day,temp,riders\nü".getBytes(UTF_8), 17);
    Source source = Sources.csv("rides.csv", Content.of(cut));
    assertThatThrownBy(() -> home.rides().snapshot(source).schema(SampleHome.RIDES).commit())
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read rides.csv: line 2 is not UTF-8 (charset(…) of CsvDialect)");
  }

  @ParameterizedTest
  @ValueSource(chars = {';', '|', '\t'})
  void asksForTheSeparatorThatTheHeaderShows(char separator) {
    String shown = separator == '\t' ? "'\\t'" : "'" + separator + "'";
    String question = "; is the separator " + shown + "? (separator(" + shown + ") of CsvDialect)";
    String header = "day" + separator + "temp" + separator + "riders";
    fails(header + "\na\n", "no column day" + question);
  }

  @Test
  void asksForTheSeparatorWhenARowHasMoreCells() {
    Source source = Sources.csv("rides.csv", Content.of("day;temp\nMon;1,5\n"));
    assertThatThrownBy(() -> home.rides().propose(source))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot read rides.csv: line 2 has 2 cells (the header has 1); is the separator ';'?"
                + " (separator(';') of CsvDialect)");
  }

  @Test
  void showsNoValuesThatStandInThePlaceOfAHeader() {
    String message =
        " in the first line (name the columns by columns(…) of CsvDialect if it is no header)";
    fails("Mon,1.5,7\n", "no column day" + message);
    Schema hidden =
        Schema.builder()
            .column(Column.builder("ssn", DataType.STRING).asPrivate().build())
            .column("name", DataType.STRING)
            .build();
    Source source = Sources.csv("rides.csv", Content.of("AB-CD,Miller\n"));
    assertThatThrownBy(() -> home.rides().snapshot(source).schema(hidden).commit())
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read rides.csv: no column ssn" + message);
    fails(
        "day," + "x".repeat(90) + "\n",
        "no column temp (there are day, "
            + "x".repeat(60)
            + "…; rename(\"…\", \"temp\") of the source reads one of them as temp)");
  }

  @Test
  void refusesASchemaWithTensors() {
    assertThatThrownBy(
            () ->
                home.rides()
                    .snapshot(Sources.csv("rides.csv", Content.of("")))
                    .schema(new Schema(List.of(Column.tensor("image", 2))))
                    .commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid schema: column image is TENSOR (csv has numbers and texts)");
  }

  @Test
  void refusesToReadAColumnThatIsNotThere() {
    Rows rows = home.rows(home.csv("day,temp,riders\na,1,2\n"));
    List<Row> all = new ArrayList<>(List.of(rows.row(0)));
    rows.forEach(
        row -> {
          all.add(row);
          for (Row one : all) {
            for (int place : new int[] {-1, 3, 99}) {
              String message = "Invalid column: " + place + " (there are 3, from 0)";
              assertThatThrownBy(() -> one.number(place))
                  .isInstanceOf(InvalidValueException.class)
                  .hasMessage(message);
              assertThatThrownBy(() -> one.text(place)).hasMessage(message);
              assertThatThrownBy(() -> one.tensor(place, new float[1], 0)).hasMessage(message);
            }
          }
        });
    assertThat(all).hasSize(2);
  }

  @Test
  void printsARowWithItsNamesAndValues() {
    Rows rows = home.rows(home.csv("day,temp,riders\n\"a\nb\",1.5,2\n,,\n"));
    assertThat(rows.row(0)).hasToString("Row[day='a?b', temp=1.5, riders=2]");
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(row.toString()));
    assertThat(texts)
        .containsExactly(
            "Row[day='a?b', temp=1.5, riders=2]", "Row[day=missing, temp=missing, riders=missing]");
  }

  @Test
  void refusesToReadAColumnAsAnotherType() {
    home.rows(home.csv("day,temp,riders\na,1,2\n"))
        .forEach(
            row -> {
              assertThatThrownBy(() -> row.number(0))
                  .isInstanceOf(InvalidValueException.class)
                  .hasMessage("Invalid read of column day: it is STRING, not a number");
              assertThatThrownBy(() -> row.text(1))
                  .hasMessage("Invalid read of column temp: it is FLOAT64, not text");
              assertThatThrownBy(() -> row.tensor(2, new float[1], 0))
                  .hasMessage("Invalid read of column riders: it is INT64, not a tensor");
            });
  }
}
