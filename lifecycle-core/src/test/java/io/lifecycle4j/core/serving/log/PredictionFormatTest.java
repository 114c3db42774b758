package io.lifecycle4j.core.serving.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.schema.HeldRow;
import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.Arm;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.serving.LoggedPrediction.Failure;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Predictions lie on disk as {@code docs/FORMAT.md} says, byte for byte; only others read them. */
@SuppressWarnings("NullAway") // what is missing fails the test
class PredictionFormatTest {
  private static final Instant TIME = Fixtures.TIME;
  private static final String SESSION = "00000000000000a1";

  private static final Failure FAILURE =
      new Failure(Failure.Kind.REFUSED, "INVALID_VALUE", "Missing input: null (must be given)");

  private static final Map<String, String> VECTORS = FormatVectors.entries("predictions-ID");

  private static final Schema PAYMENT =
      Schema.builder()
          .column("amount", DataType.FLOAT64)
          .column("country", DataType.STRING)
          .column(Column.tensor("pulse", 2))
          .build();

  private static final Row ROW = HeldRow.of(PAYMENT, 12.5, "DE", new float[] {1, 0.5f});

  private static byte[] input() {
    return InputCodec.of(PAYMENT, LoggedInputs.all(), SESSION).encode(0, ROW, null);
  }

  private static LogEntry entry(long number, int version, Object value, byte[] input) {
    return entry(number, version, value, null, input);
  }

  private static LogEntry entry(
      long number, int version, Object value, @Nullable String key, byte[] input) {
    double probability = value instanceof String ? 0.75 : Double.NaN;
    double[] outputs = value instanceof Double output ? new double[] {output} : null;
    return new LogEntry(
        number,
        TIME.plusSeconds(number - 1),
        answeredBy(version),
        250_000,
        value,
        probability,
        key,
        input,
        input.length > 0 && value instanceof String ? new double[] {1.5, -0.25} : outputs);
  }

  private static AnsweredBy answeredBy(int version) {
    return version == 0
        ? new AnsweredBy(2, version, "")
        : new AnsweredBy(2, version, "Java", version == 3 ? Arm.CHAMPION : Arm.CANARY);
  }

  private static List<JournaledPrediction> read(byte[] payload) {
    List<JournaledPrediction> read = new ArrayList<>();
    PredictionCodec.decode(SESSION, PAYMENT, payload, read::add);
    return read;
  }

  private static String written(LogEntry... entries) {
    return FormatVectors.text(PredictionCodec.encode(List.of(entries)));
  }

  @Test
  void beginsAJournalAsDocumented() {
    try (Medium medium = Media.memory()) {
      JournalStore journals = medium.journals();
      try (Journal journal =
          PredictionJournals.opening(journals, "fraud", SESSION, PAYMENT, "x86", () -> TIME)
              .get()) {
        assertThat(journal.sequence()).isEqualTo(1);
      }
      assertThat(Fixtures.texts(journals.read(LoggedPredictions.journal("fraud", SESSION), 1)))
          .containsExactly(VECTORS.get("session"));
    }
  }

  /** So that nothing can fail later but the disk: an application has no part in it any more. */
  @Test
  void makesTheFirstEntryWhenAModelOpensBeforeAnyPrediction() {
    try (Medium medium = Media.memory()) {
      JournalStore journals = medium.journals();
      assertThatThrownBy(
              () ->
                  PredictionJournals.opening(
                      journals, "half \uD800", SESSION, null, "x86", () -> TIME))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Invalid Header: ")
          .hasMessageEndingWith("(must not hold half of a surrogate pair)");

      Instant[] now = {TIME};
      Supplier<Journal> opening =
          PredictionJournals.opening(journals, "fraud", SESSION, null, "x86", () -> now[0]);
      assertThat(journals.names()).isEmpty();
      now[0] = TIME.plusSeconds(60); // the first prediction
      opening.get().close();
      assertThat(
              PredictionJournals.header(journals, LoggedPredictions.journal("fraud", SESSION), 1)
                  .started())
          .isEqualTo(TIME);
    }
  }

  @Test
  void writesEveryByteAsDocumented() {
    assertThat(written(entry(1, 3, "yes", input()), entry(2, 4, "später", InputCodec.NO_INPUT)))
        .isEqualTo(VECTORS.get("classes"));
    assertThat(written(entry(3, 3, 12.5, InputCodec.NO_INPUT))).isEqualTo(VECTORS.get("number"));
    assertThat(written(entry(4, 0, FAILURE, InputCodec.NO_INPUT)))
        .isEqualTo(VECTORS.get("refusal"));
    assertThat(written(entry(5, 3, "yes", "customer-7", InputCodec.NO_INPUT)))
        .isEqualTo(VECTORS.get("key"));
  }

  @Test
  void readsWhatItWrites() {
    List<JournaledPrediction> read =
        read(
            PredictionCodec.encode(
                List.of(
                    entry(1, 3, "yes", input()),
                    entry(2, 0, FAILURE, "customer-7", InputCodec.NO_INPUT),
                    entry(3, 4, 12.5, input()))));
    assertThat(read)
        .extracting(JournaledPrediction::id)
        .containsExactly(SESSION + "-1", SESSION + "-2", SESSION + "-3");
    JournaledPrediction first = read.get(0);
    assertThat(first.time()).isEqualTo(TIME);
    assertThat(first.version()).hasValue(3);
    assertThat(first.latency()).isEqualTo(Duration.ofNanos(250_000));
    assertThat(first.findAnswer()).contains("yes");
    assertThat(first.probability()).hasValue(0.75);
    assertThat(first.plan()).isEqualTo(2);
    assertThat(read)
        .extracting(JournaledPrediction::findArm)
        .containsExactly(Optional.of(Arm.CHAMPION), Optional.empty(), Optional.of(Arm.CANARY));
    assertThat(first.findEngine()).contains("Java");
    assertThat(first.outputs()).containsExactly(1.5f, -0.25f);
    assertThat(read.get(1).findEngine()).isEmpty();
    assertThat(read.get(1).outputs()).isEmpty();
    assertThat(read.get(2).outputs()).containsExactly(12.5f);
    assertThat(first.findFailure()).isEmpty();
    Row input = first.findInput().orElseThrow();
    assertThat(input).hasToString(ROW.toString());
    float[] pulse = new float[3];
    input.tensor(2, pulse, 1);
    assertThat(pulse).containsExactly(0, 1, 0.5f);
    assertThatThrownBy(() -> input.number(1)).isInstanceOf(InvalidValueException.class);
    assertThat(first.findKey()).isEmpty();
    assertThat(read.get(1).findKey()).contains("customer-7");
    assertThat(read.get(1).findFailure()).contains(FAILURE);
    assertThat(read.get(1).findAnswer()).isEmpty();
    assertThat(read.get(1).version()).isEmpty();
    assertThat(read.get(1).findInput()).isEmpty();
    assertThat(read.get(2).findAnswer()).contains("12.5");
  }

  @Test
  void keepsWhoAnsweredButNotWhatTheNetworkSaidOfWhatIsErased() {
    byte[] payload =
        PredictionCodec.encode(
            List.of(
                entry(1, 3, "yes", input()),
                entry(2, 4, "no", "customer-7", input()),
                entry(3, 3, "no", "customer-7", InputCodec.NO_INPUT)));
    byte[] erased = PredictionCodec.erase(payload, one -> "customer-7".equals(one.key()));
    assertThat(read(erased))
        .extracting(
            one -> one.version().getAsInt(),
            one -> one.findArm().orElseThrow(),
            one -> one.findKey().isPresent())
        .containsExactly(
            tuple(3, Arm.CHAMPION, false),
            tuple(4, Arm.CANARY, false),
            tuple(3, Arm.CHAMPION, false));
    assertThat(read(payload).get(1).outputs()).hasSize(2);
    assertThat(read(erased).get(1).outputs()).as("they may tell the input").isEmpty();
    assertThat(read(erased).get(0).outputs()).containsExactly(1.5f, -0.25f);
    assertThat(read(erased).get(1).findInput()).isEmpty();
    assertThat(read(erased).get(0).findInput()).isPresent();
  }

  @Test
  void refusesEveryPayloadThatIsCutOff() {
    byte[] whole = PredictionCodec.encode(List.of(entry(1, 3, "yes", input())));
    for (int length = 2; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .as("%s bytes", length)
          .isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void writesEveryArm() {
    for (Arm arm : Arm.values()) {
      LogEntry entry =
          new LogEntry(
              1,
              TIME,
              new AnsweredBy(7, 3, "Java", arm),
              5,
              "yes",
              0.5,
              null,
              InputCodec.NO_INPUT,
              null);
      assertThat(read(PredictionCodec.encode(List.of(entry))).get(0).findArm()).contains(arm);
    }
  }

  @Test
  void refusesPredictionsOfAnotherForm() {
    byte[] payload = PredictionCodec.encode(List.of(entry(1, 3, "yes", input())));
    assertThat(PredictionCodec.count(payload)).isEqualTo(1);
    payload[0] = 3;
    assertThatThrownBy(() -> PredictionCodec.count(payload))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "Invalid form of predictions: 3 (this library reads 4, another version wrote it)");
  }

  @Test
  void refusesAHeaderOfAnotherForm() {
    String header = VECTORS.get("session");
    assertThat(read(header).session()).isEqualTo(SESSION);
    assertThatThrownBy(() -> read(header.replace("\"v\":2", "\"v\":1")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(
            "Invalid form of a log of predictions: 1 (this library reads 2, another version wrote"
                + " it)");
  }

  private static PredictionJournals.Header read(String header) {
    return SchemaForms.JSON.read(
        Fixtures.utf8(header), PredictionJournals.Header.class, "header of predictions");
  }

  @Test
  void showsTheExamplesThatAreWritten() {
    assertThat(FormatText.examples()).contains(VECTORS.get("session"));
    assertThat(FormatText.hexExamples()).contains(VECTORS.get("classes"));
  }
}
