package io.lifecycle4j.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShownCellTest {
  @Test
  void showsNoCellOfAPrivateColumn() {
    Column secret = Column.builder("ssn", DataType.STRING).asPrivate().build();
    assertThat(ShownCell.of(secret, "987654321")).isEqualTo("(private)");
    assertThat(ShownCell.of(Column.of("day", DataType.STRING), "Mon")).isEqualTo("Mon");
  }

  @Test
  void keepsATextInItsLineAndFromSteeringATerminal() {
    assertThat(ShownCell.line("a\r\nb\u001b[2J\u202e\u2028\u0085ä😀"))
        .isEqualTo("a\\u000d\\u000ab\\u001b[2J\\u202e\\u2028\\u0085ä😀");
  }

  /** As a condition, a slice and the slices of a replay name it. */
  @Test
  void writesACellInFull() {
    Schema schema =
        Schema.builder()
            .column("name", DataType.STRING)
            .column("paid", DataType.BOOLEAN)
            .column("sum", DataType.FLOAT64)
            .column("at", DataType.TIMESTAMP)
            .build();
    HeldRow row = HeldRow.of(schema, "Ann", 1.0, 2.5, 1000.0);
    assertThat(texts(row)).containsExactly("Ann", "true", "2.5", "1970-01-01T00:00:01Z");
    HeldRow missing = HeldRow.of(schema, "", Double.NaN, Double.NaN, Double.NaN);
    assertThat(texts(missing)).containsExactly("", "", "", "");
  }

  private static List<String> texts(HeldRow row) {
    List<Column> columns = row.schema().columns();
    return IntStream.range(0, columns.size())
        .mapToObj(place -> ShownCell.inFull(columns.get(place), row, place))
        .toList();
  }
}
