package io.lifecycle4j.core.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.storage.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowsTest {
  private record Cells(String text, double real, long whole, boolean flag, double time) {}

  private static final Columns<Cells> CELLS =
      Columns.from(Cells.class)
          .string("text", Cells::text)
          .float64("real", Cells::real)
          .int64("whole", Cells::whole)
          .number(Column.of("flag", DataType.BOOLEAN), cells -> cells.flag() ? 1 : 0)
          .number(Column.of("time", DataType.TIMESTAMP), Cells::time)
          .build();
  private static final Columns<String> TEXT =
      Columns.from(String.class).string("t", text -> text).build();

  private static String csv(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.writeTo(bytes);
    return bytes.toString(UTF_8);
  }

  private static Rows texts(String... texts) {
    return Rows.of(TEXT, List.of(texts));
  }

  @Test
  void writesEachTypeAsItIsReadAgain() throws IOException {
    Rows rows =
        Rows.of(
            CELLS,
            List.of(
                new Cells("a", 0.1, -3, true, 0),
                new Cells("", Double.NaN, 0, false, Double.NaN),
                new Cells("ü", Double.NEGATIVE_INFINITY, 1L << 53, false, -1),
                new Cells("b", Double.POSITIVE_INFINITY, 1, false, 1)));

    assertThat(csv(rows.toCsv()))
        .isEqualTo(
            """
            text,real,whole,flag,time
            a,0.1,-3,true,1970-01-01T00:00:00Z
            ,,0,false,
            ü,-Infinity,9007199254740992,false,1969-12-31T23:59:59.999Z
            b,Infinity,1,false,1970-01-01T00:00:00.001Z
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1+1", "-1-", "@x", " =1", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"})
  void putsAQuoteInFrontOfWhatASpreadsheetComputes(String text) throws IOException {
    assertThat(csv(texts(text).toCsv())).isEqualTo("t\n\"'" + text + "\"\n");
    assertThat(csv(texts(text).toExactCsv())).doesNotContain("'").contains(text);
  }

  @Test
  void defusesFormulasAsOwaspSays() throws IOException {
    Map<String, String> cells =
        Map.ofEntries(
            Map.entry("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            Map.entry("+1+1", "'+1+1"),
            Map.entry("-1+1", "'-1+1"),
            Map.entry("@x", "'@x"),
            Map.entry("\t=1", "'\t=1"),
            Map.entry("\r=1", "'\r=1"),
            Map.entry("\n=1", "'\n=1"),
            Map.entry("'=1", "''=1"),
            Map.entry("-5", "-5"),
            Map.entry("+1.5e-3", "+1.5e-3"),
            Map.entry("-", "'-"),
            Map.entry("-1e", "'-1e"),
            Map.entry("-" + "1".repeat(200), "'-" + "1".repeat(200)),
            Map.entry("it's", "it's"),
            Map.entry("1=1", "1=1"),
            Map.entry("", ""));
    for (Map.Entry<String, String> cell : cells.entrySet()) {
      String safe = cell.getValue();
      boolean quoted = safe.isEmpty() || safe.startsWith("'") || safe.contains(" ");
      String written = quoted ? '"' + safe + '"' : safe;
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CsvLine line = CsvLine.guarded(bytes).text(cell.getKey());
      line.end();
      line.flush();
      assertThat(bytes.toString(UTF_8)).isEqualTo(written + "\n");
    }
  }

  @Test
  void leavesOtherTextsAndNumbersAlone() throws IOException {
    assertThat(csv(texts("x=1", "'", "a-b").toCsv())).isEqualTo("t\nx=1\n\"'\"\na-b\n");
    Rows rows = Rows.of(CELLS, List.of(new Cells("a", -1.5, -2, true, Double.NaN)));
    assertThat(csv(rows.toCsv())).endsWith("\na,-1.5,-2,true,\n");
  }

  @Test
  void tellsWhatIsMissingFromAnEmptyText() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CsvLine line = CsvLine.guarded(bytes);
    line.text("a").text(null).text("").exact("-Infinity").exact(null).end();
    line.text(null).exact("1").end();
    line.text(null).end();
    line.flush();

    assertThat(bytes.toString(UTF_8)).isEqualTo("a,,\"\",-Infinity,\n,1\n\"\"\n");
  }

  @Test
  void guardsNamesOfColumnsToo() throws IOException {
    Columns<String> columns = Columns.from(String.class).string("=t", text -> text).build();

    assertThat(csv(Rows.of(columns, List.of("a")).toCsv())).isEqualTo("\"'=t\"\na\n");
    assertThat(csv(Rows.of(columns, List.of("a")).toExactCsv())).isEqualTo("=t\na\n");
  }

  @Test
  void quotesWhatWouldEndACell() throws IOException {
    assertThat(csv(texts("a,b", "a \"b\"", "a\nb", "a;b", "#a").toExactCsv()))
        .isEqualTo("t\n\"a,b\"\n\"a \"\"b\"\"\"\n\"a\nb\"\n\"a;b\"\n\"#a\"\n");
  }

  @Test
  void writesARowOfOneEmptyCellThatIsNotPassedOver() throws IOException {
    assertThat(csv(texts("", "a").toCsv())).isEqualTo("t\n\"\"\na\n");
  }

  @Test
  void refusesTensors() {
    Columns<float[]> columns =
        Columns.from(float[].class)
            .tensor(Column.tensor("image", 2, 2), (input, target, offset) -> {})
            .build();

    assertThatThrownBy(() -> Rows.of(columns, List.of()).toCsv())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot write column image as CSV: it is a TENSOR");
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

    assertThatThrownBy(() -> texts("a").toCsv().writeTo(out)).isSameAs(full);
  }

  @Test
  void beginsAtAnyRow() {
    List<String> read = new ArrayList<>();
    texts("a", "b", "c").forEachFrom(1, row -> read.add(row.text(0)));

    assertThat(read).containsExactly("b", "c");
    assertThatThrownBy(() -> texts("a").forEachFrom(-1, row -> read.add("")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid first row: -1 (must be at least 0)");
  }
}
