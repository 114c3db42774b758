package io.lifecycle4j.core.data.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CsvExportTest {
  private static final Schema SCHEMA =
      Schema.builder()
          .column(Column.builder("text", DataType.STRING).nullable().build())
          .column(Column.builder("number", DataType.FLOAT64).nullable().build())
          .column(Column.builder("count", DataType.INT64).nullable().build())
          .column(Column.builder("flag", DataType.BOOLEAN).nullable().build())
          .column(Column.builder("time", DataType.TIMESTAMP).nullable().build())
          .build();

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private static String csv(Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    return out.toString(UTF_8);
  }

  private Rows rows(String csv) {
    DatasetVersion version =
        home.datasets
            .dataset("cells")
            .snapshot(Sources.csv("cells.csv", Content.of(csv)))
            .schema(SCHEMA)
            .commit();
    return home.rows(version);
  }

  @Test
  void writesEachTypeAsItIsReadAgain() throws IOException {
    String csv =
        """
        text,number,count,flag,time
        a,0.1,-3,true,2026-03-01T12:00:00Z
        b,,,,+55840-11-08T22:13:20Z
        c,,,,-0001-12-31T23:59:59.999Z
        ,,,,
        "b, ""c""
         d",1.0E-7,9007199254740992,false,1969-12-31T23:59:59.999Z
        """;
    assertThat(csv(rows(csv).toCsv())).isEqualTo(csv);
    assertThat(csv(rows(csv).toExactCsv())).isEqualTo(csv);
  }

  @Test
  void keepsSpreadsheetsFromComputingACell() throws IOException {
    String csv = "text,number,count,flag,time\n=1+1,-1.5,-3,,\n-2a,,,,\nx=1,,,,\n";
    assertThat(csv(rows(csv).toCsv()))
        .isEqualTo("text,number,count,flag,time\n\"'=1+1\",-1.5,-3,,\n\"'-2a\",,,,\nx=1,,,,\n");
    assertThat(csv(rows(csv).toExactCsv())).isEqualTo(csv);
  }

  @Test
  void writesARowOfOneEmptyCellThatIsNotPassedOver() throws IOException {
    Schema one = new Schema(List.of(Column.of("=text", DataType.STRING)));
    Rows rows =
        home.store.rows(
            List.of(), io.lifecycle4j.data.Sources.csv("x", Content.of("")).format(), one);
    assertThat(csv(rows.toCsv())).isEqualTo("\"'=text\"\n");
  }

  @Test
  void refusesTensors() {
    Rows rows =
        new Rows() {
          @Override
          public Schema schema() {
            return new Schema(List.of(Column.tensor("image", 2, 2)));
          }

          @Override
          public void forEach(Consumer<? super Row> action) {
            throw new AssertionError("nothing is read");
          }
        };
    assertThatThrownBy(rows::toCsv)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot write column image as CSV: it is a TENSOR");
  }

  record Cells(@Nullable String text, @Nullable Double number) {}

  @Test
  void readsAgainWhatItWroteExactly() throws IOException {
    long seed = Volume.seed();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Cells> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(6); length > 0; length--) {
        text.append("ab \t\r\n,;\"'=#ü\\".charAt(random.nextInt(14)));
      }
      records.add(new Cells(text.toString(), Double.longBitsToDouble(random.nextLong()) * 1e-3));
    }
    DatasetVersion first =
        home.datasets.dataset("a").snapshot(Sources.records(Cells.class, stream(records))).commit();
    Rows written = home.rows(first);
    DatasetVersion second =
        home.datasets
            .dataset("b")
            .snapshot(Sources.csv("b.csv", written.toExactCsv()))
            .schema(written.schema())
            .commit();
    assertThat(cells(home.rows(second))).isEqualTo(cells(written));
  }

  private static Stream<Cells> stream(List<Cells> records) {
    return records.stream();
  }

  private static List<String> cells(Rows rows) {
    List<String> cells = new ArrayList<>();
    rows.forEach(row -> cells.add(row.text(0) + "|" + (row.number(1) + 0.0)));
    return cells;
  }

  @Test
  void writesTheRowsOfASplit() throws IOException {
    StringBuilder csv = new StringBuilder("text,number,count,flag,time\n");
    for (int i = 0; i < 50; i++) {
      csv.append("t").append(i).append(",1,").append(i).append(",,\n");
    }
    DatasetVersion version =
        home.datasets
            .dataset("cells")
            .snapshot(Sources.csv("cells.csv", Content.of(csv.toString())))
            .schema(SCHEMA)
            .commit();
    var split = version.split(Splits.byHash(7).train(0.5).validation(0.2).holdout(0.3));
    assertThat(csv(split.rows(SplitRole.TRAIN).toCsv()).lines())
        .hasSize(1 + (int) split.count(SplitRole.TRAIN));
  }
}
