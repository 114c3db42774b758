package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.LoggedInputs;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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

  private static LoggedInputs hashed(String key) {
    return LoggedInputs.hashed(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
  }

  private static String hash(String name, byte[] cell) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("sixteen or more!".getBytes(UTF_8), "HmacSHA256"));
    ByteBuffer message = ByteBuffer.allocate(Integer.BYTES + name.length() + cell.length);
    message.putInt(name.length()).put(name.getBytes(UTF_8)).put(cell);
    return HexFormat.of().formatHex(mac.doFinal(message.array()), 0, 16);
  }

  @Test
  void hashesEachCellWithTheKeyAndTheNameOfItsColumn() throws GeneralSecurityException {
    Schema inputs = COLUMNS.schema().change("kind", ColumnBuilder::asPrivate);
    InputCodec codec = InputCodec.of(inputs, hashed("sixteen or more!"), SESSION);
    Row row = decoded(codec, codec.encode(1, COLUMNS.row(PAYMENT), null));
    assertThat(row.schema().columns())
        .extracting(Column::name)
        .containsExactly("amount_hash", "items_hash", "abroad_hash", "payer_hash", "at_hash");
    byte[] amount = ByteBuffer.allocate(Double.BYTES).putDouble(12.5).array();
    assertThat(row.text(0)).isEqualTo(hash("amount", amount)).hasSize(CellHashes.LENGTH);
    assertThat(row.text(1)).as("missing").isEmpty();
    assertThat(row.text(3)).isEqualTo(hash("payer", "Zoë".getBytes(UTF_8)));

    Schema trained = COLUMNS.schema().change("payer", ColumnBuilder::asPrivate);
    assertThat(decoded(codec, codec.encode(2, COLUMNS.row(PAYMENT), trained)).text(3)).isEmpty();
    InputCodec other = InputCodec.of(inputs, hashed("another key of 16"), "another");
    Row second = decoded(other, other.encode(1, COLUMNS.row(PAYMENT), null));
    assertThat(second.text(0)).isNotEqualTo(row.text(0));
  }

  @Test
  void hashesTensorsAndBothZerosAlike() {
    Columns<float[]> columns =
        Columns.from(float[].class)
            .tensor(Column.tensor("pulse", 2), (pulse, target, at) -> copy(pulse, target, at))
            .float64("zero", pulse -> pulse[0])
            .build();
    InputCodec codec = InputCodec.of(columns.schema(), hashed("sixteen or more!"), SESSION);
    Row one = decoded(codec, codec.encode(1, columns.row(new float[] {0, 2}), null));
    Row same = decoded(codec, codec.encode(2, columns.row(new float[] {0, 2}), null));
    Row minus = decoded(codec, codec.encode(3, columns.row(new float[] {-0f, 3}), null));
    assertThat(same).hasToString(one.toString());
    assertThat(minus.text(0)).isNotEqualTo(one.text(0));
    assertThat(minus.text(1)).isEqualTo(one.text(1));
  }

  private static void copy(float[] from, float[] target, int at) {
    System.arraycopy(from, 0, target, at, from.length);
  }

  @Test
  void refusesAKeyThatIsTooShort() {
    assertThatThrownBy(() -> hashed("short"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid key of hashes: 5 bytes (needs at least 16)");
    assertThat(hashed("sixteen or more!")).hasToString("LoggedInputs[share=1.0, hashed]");
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
