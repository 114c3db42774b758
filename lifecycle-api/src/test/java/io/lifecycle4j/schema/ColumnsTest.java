package io.lifecycle4j.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private static final Columns<Payment> COLUMNS =
      Columns.from(Payment.class)
          .float64("amount", payment -> payment.amount)
          .int64("items", payment -> payment.items)
          .string("country", Payment::country)
          .tensor(
              Column.tensor("codes", 2),
              (payment, target, offset) -> {
                target[offset] = payment.items;
                target[offset + 1] = -1;
              })
          .build();

  private static final Row ROW = COLUMNS.row(new Payment(9.5, 3, "CH"));

  /** An input that is no record. */
  private static final class Payment {
    private final double amount;
    private final int items;
    private final @Nullable String country;

    Payment(double amount, int items, @Nullable String country) {
      this.amount = amount;
      this.items = items;
      this.country = country;
    }

    @SuppressWarnings("NullAway") // as code without annotations does
    String country() {
      return country;
    }
  }

  record Visit(String user, String note, Instant at, boolean open, long count) {}

  @Test
  void printsARowWithoutWhatIsPrivate() {
    Columns<Visit> columns =
        Columns.from(Visit.class)
            .text(Column.builder("user", DataType.STRING).asPrivate().build(), Visit::user)
            .string("note", Visit::note)
            .number(Column.of("at", DataType.TIMESTAMP), visit -> visit.at().toEpochMilli())
            .number(Column.of("open", DataType.BOOLEAN), visit -> visit.open() ? 1 : 0)
            .int64("count", Visit::count)
            .tensor(Column.tensor("image", 2, 3), (visit, target, offset) -> {})
            .build();
    Row row = columns.row(new Visit("bob", "x".repeat(70), Instant.EPOCH, true, 7));
    String text =
        "Row[user=private, note='"
            + "x".repeat(60)
            + "…', at=1970-01-01T00:00:00Z, open=true, count=7, image=tensor [2, 3]]";
    assertThat(row).hasToString(text);
    assertThat(Row.describe(row)).isEqualTo(text);
  }

  @Test
  void readsWhatItWasTold() {
    float[] target = new float[4];
    ROW.tensor(3, target, 1);

    assertThat(COLUMNS.type()).isEqualTo(Payment.class);
    assertThat(ROW.schema()).isSameAs(COLUMNS.schema());
    assertThat(COLUMNS.schema().names()).isEqualTo("amount, items, country, codes");
    assertThat(ROW.number(0)).isEqualTo(9.5);
    assertThat(ROW.number(1)).isEqualTo(3);
    assertThat(ROW.text(2)).isEqualTo("CH");
    assertThat(target).containsExactly(0, 3, -1, 0);
  }

  @Test
  void takesNullForAMissingText() {
    assertThat(COLUMNS.row(new Payment(1, 1, null)).text(2)).isEmpty();
  }

  @Test
  void refusesReadsOfAnotherType() {
    assertThatThrownBy(() -> ROW.number(2))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid read of column country: it is STRING, not a number");
    assertThatThrownBy(() -> ROW.text(0))
        .hasMessage("Invalid read of column amount: it is FLOAT64, not text");
    assertThatThrownBy(() -> ROW.tensor(1, new float[2], 0))
        .hasMessage("Invalid read of column items: it is INT64, not a tensor");
  }

  @Test
  void refusesColumnsThatDoNotExist() {
    assertThatThrownBy(() -> ROW.number(4))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid column: 4 (there are 4, from 0)");
    assertThatThrownBy(() -> ROW.text(-1)).hasMessage("Invalid column: -1 (there are 4, from 0)");
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesTargetsWithoutRoom() {
    assertThatThrownBy(() -> ROW.tensor(3, new float[2], 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid target: 2 numbers, offset 1 (needs 2 from the offset on)");
    assertThatThrownBy(() -> ROW.tensor(3, new float[2], -1))
        .hasMessage("Invalid target: 2 numbers, offset -1 (needs 2 from the offset on)");
    assertThatThrownBy(() -> ROW.tensor(3, new float[2], Integer.MAX_VALUE))
        .hasMessage("Invalid target: 2 numbers, offset 2147483647 (needs 2 from the offset on)");
    assertThatThrownBy(() -> ROW.tensor(3, null, 0))
        .hasMessage("Missing target: null (must be given)");
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesAMissingInput() {
    assertThatThrownBy(() -> COLUMNS.row(null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing input: null (must be given)");
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesColumnsThatCannotBeRead() {
    Columns.Builder<Payment> builder = Columns.from(Payment.class);

    assertThatThrownBy(builder::build)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid schema: no columns (needs at least 1)");
    assertThatThrownBy(() -> builder.float64("amount", null))
        .hasMessage("Missing reader of column amount: null (must be given)");
    assertThatThrownBy(() -> builder.tensor(Column.of("a", DataType.INT64), (in, out, at) -> {}))
        .hasMessage("Invalid column a: INT64 (must be TENSOR)");
    assertThatThrownBy(
            () -> builder.int64("a", Payment::hashCode).string("a", Payment::country).build())
        .hasMessage("Invalid schema: column a twice");
  }

  @Test
  void passesOnWhatAReaderThrows() {
    ArithmeticException thrown = new ArithmeticException("overflow");
    Row row =
        Columns.from(Payment.class)
            .float64(
                "amount",
                payment -> {
                  throw thrown;
                })
            .build()
            .row(new Payment(1, 1, "CH"));

    assertThatThrownBy(() -> row.number(0)).isSameAs(thrown);
  }

  @Test
  void changesWhatIsDeclaredOfAColumn() {
    Columns<Payment> columns =
        Columns.from(Payment.class)
            .float64("amount", Payment::hashCode)
            .string("country", Payment::country)
            .build();
    Columns<Payment> changed = columns.change("country", ColumnBuilder::asPrivate);

    assertThat(changed.schema().columns())
        .extracting(Column::isPrivate)
        .containsExactly(false, true);
    assertThat(changed.row(new Payment(1, 1, "CH")).text(1)).isEqualTo("CH");
    assertThat(columns.schema().column(1).isPrivate()).isFalse();
    assertThatThrownBy(() -> columns.change("country", column -> column.type(DataType.INT64)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid change: country INT64 (must have the type and the shape of country STRING)");
    assertThatThrownBy(() -> columns.change("land", ColumnBuilder::asPrivate))
        .isInstanceOf(NotFoundException.class);
  }
}
