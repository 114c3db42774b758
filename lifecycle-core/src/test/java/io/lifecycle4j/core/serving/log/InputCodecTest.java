package io.lifecycle4j.core.serving.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.LoggedInputs;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is logged of an input, and what is not. */
class InputCodecTest {
  private static final String SESSION = "00000000000000a1";

  private enum Kind {
    CASH
  }

  private record Payment(
      double amount,
      @Nullable Integer items,
      boolean abroad,
      @Nullable String payer,
      Kind kind,
      Instant at) {}

  private static final Columns<Payment> COLUMNS = Columns.of(Payment.class);
  private static final Payment PAYMENT =
      new Payment(12.5, null, true, "Zoë", Kind.CASH, Instant.ofEpochMilli(1_700_000_000_123L));

  private static Row decoded(InputCodec codec, byte[] bytes) {
    return InputCodec.decode(Objects.requireNonNull(codec.schema()), ByteBuffer.wrap(bytes));
  }

  @Test
  void keepsTheCellsOfEveryType() {
    InputCodec codec = InputCodec.of(COLUMNS.schema(), LoggedInputs.all(), SESSION);
    Row row = decoded(codec, codec.encode(1, COLUMNS.row(PAYMENT), null));
    assertThat(row).hasToString(COLUMNS.row(PAYMENT).toString());
    assertThat(row.number(1)).isNaN();
    String longer = "x".repeat(1_000) + "é".repeat(1_000);
    Payment other = new Payment(-0.0, 3, false, longer, Kind.CASH, Instant.EPOCH);
    assertThat(decoded(codec, codec.encode(1, COLUMNS.row(other), null)).text(3)).isEqualTo(longer);
  }

  @Test
  void reusesTheArrayOfAnInputOnlyOnceItWasReleased() {
    Columns<Double> columns = Columns.from(Double.class).float64("x", Double::doubleValue).build();
    InputCodec codec = InputCodec.of(columns.schema(), LoggedInputs.all(), SESSION);
    byte[] first = codec.encode(1, columns.row(1.0), null);
    assertThat(codec.encode(1, columns.row(2.0), null)).isNotSameAs(first);
    codec.release(1, first);

    byte[] again = codec.encode(1, columns.row(3.0), null);
    assertThat(again).isSameAs(first);
    assertThat(decoded(codec, again).number(0)).isEqualTo(3);
    codec.release(2, InputCodec.NO_INPUT);
    assertThat(codec.encode(2, columns.row(4.0), null)).hasSize(Double.BYTES);
  }

  @Test
  void neverKeepsAPrivateColumn() {
    Columns<String> columns =
        Columns.from(String.class)
            .text(Column.builder("payer", DataType.STRING).asPrivate().build(), text -> text)
            .float64("length", String::length)
            .build();
    InputCodec codec = InputCodec.of(columns.schema(), LoggedInputs.all(), SESSION);
    byte[] bytes = codec.encode(1, columns.row("alice"), null);
    assertThat(bytes).hasSize(Double.BYTES);
    assertThat(decoded(codec, bytes)).hasToString("Row[length=5]");
  }

  /** Also for a function that answers in place of the version, and knows no training data. */
  @Test
  void keepsNoColumnThatIsPrivateInTheTrainingDataOfAVersion() {
    InputCodec codec = InputCodec.of(COLUMNS.schema(), LoggedInputs.all(), SESSION);
    Schema trained = COLUMNS.schema().change("payer", ColumnBuilder::asPrivate);
    for (Schema schema : List.of(trained, COLUMNS.schema())) {
      Row row = decoded(codec, codec.encode(1, COLUMNS.row(PAYMENT), schema));
      assertThat(row.text(3)).isEmpty();
      assertThat(row.number(0)).isEqualTo(12.5);
    }
    assertThat(decoded(codec, codec.encode(2, COLUMNS.row(PAYMENT), null)).text(3)).isEmpty();
  }

  @Test
  void samplesByTheIdAlone() {
    InputCodec codec = InputCodec.of(COLUMNS.schema(), LoggedInputs.sampled(0.25), SESSION);
    InputCodec again = InputCodec.of(COLUMNS.schema(), LoggedInputs.sampled(0.25), SESSION);
    int kept = 0;
    for (int i = 1; i <= 4_000; i++) {
      byte[] bytes = codec.encode(i, COLUMNS.row(PAYMENT), null);
      assertThat(again.encode(i, COLUMNS.row(PAYMENT), null)).isEqualTo(bytes);
      kept += bytes.length > 0 ? 1 : 0;
    }
    assertThat(kept).isBetween(900, 1_100);
  }

  @Test
  void keepsNothingIfNoneIsLoggedOrTheInputCannotBeRead() {
    InputCodec none = InputCodec.of(COLUMNS.schema(), LoggedInputs.none(), SESSION);
    assertThat(none.schema()).isNull();
    assertThat(none.encode(1, COLUMNS.row(PAYMENT), null)).isEmpty();
    Columns<String> broken =
        Columns.from(String.class)
            .float64(
                "length",
                text -> {
                  throw new IllegalStateException("broken");
                })
            .build();
    InputCodec codec = InputCodec.of(broken.schema(), LoggedInputs.all(), SESSION);
    assertThat(codec.encode(1, broken.row("x"), null)).isEmpty();
  }
}
