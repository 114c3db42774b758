package io.lifecycle4j.core.serving.log;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.prediction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.schema.HeldRow;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.serving.LoggedPrediction.Failure;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions select predictions by the columns that they are exported with. */
class SelectedPredictionsTest {
  private static final Schema INPUTS =
      Schema.builder()
          .column("amount", DataType.FLOAT64)
          .column("country", DataType.STRING)
          .column("known", DataType.BOOLEAN)
          .column("when", DataType.TIMESTAMP)
          .build();

  @TempDir private Path directory;
  private final Medium medium = Media.memory();
  private final Predictions predictions =
      new LogReading(medium, "fraud", () -> {})
          .of(INPUTS, () -> INPUTS, Tasks.classification("fraud"));

  @BeforeEach
  void log() {
    InputCodec codec = InputCodec.of(INPUTS, LoggedInputs.all(), "a");
    double day = Fixtures.TIME.toEpochMilli();
    List<LogEntry> entries =
        List.of(
            entry(codec, 1, 1, "3.5", 100, "DE", 1, day),
            entry(codec, 2, 1, "12", 200, "FR", 0, day - 1),
            entry(codec, 3, 2, "yes", 300, "DE", 1, day + 1),
            entry(codec, 4, 2, "no", Double.NaN, "", Double.NaN, Double.NaN),
            new LogEntry(
                5,
                Fixtures.TIME.plusMillis(5),
                new AnsweredBy(0, 2, "Java"),
                7,
                new Failure(Failure.Kind.REFUSED, "INVALID_VALUE", "Missing input"),
                Double.NaN,
                "alice",
                InputCodec.NO_INPUT,
                null));
    try (Journal journal =
        PredictionJournals.opening(
                medium.journals(), "fraud", "a", codec.schema(), "x86", () -> Fixtures.TIME)
            .get()) {
      journal.append(Batch.of(PredictionCodec.encode(entries), Durability.PROCESS));
    }
  }

  @AfterEach
  void close() {
    medium.close();
  }

  private static LogEntry entry(
      InputCodec codec, int number, int version, String answer, Object... cells) {
    return new LogEntry(
        number,
        Fixtures.TIME.plusMillis(number),
        new AnsweredBy(0, version, "Java"),
        number * 1_000_000L,
        answer,
        0.5,
        null,
        codec.encode(number, row(cells), null),
        null);
  }

  private static HeldRow row(Object... cells) {
    Object[] all = new Object[cells.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = cells[i] instanceof Number number ? (Object) number.doubleValue() : cells[i];
    }
    return HeldRow.of(INPUTS, all);
  }

  private static String ids(Predictions some) {
    List<String> ids = new ArrayList<>();
    some.forEach(one -> ids.add(one.id().substring(2)));
    assertThat(some.count()).isEqualTo(ids.size());
    return String.join(" ", ids);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "inputs.amount > 100 AND version = 1 | 2",
        "inputs.amount != 100 | 2 3",
        "inputs.amount IS NULL | 4 5",
        "NOT inputs.amount > 100 | 1 4 5",
        "inputs.amount = '100' | 1",
        "inputs.country IN ('DE', 'IT') | 1 3",
        "inputs.country LIKE '%R' OR inputs.country IS NULL | 2 4 5",
        "inputs.country > 5 | ~~",
        "inputs.known = 'true' | 1 3",
        "inputs.known = 0 | 2",
        "inputs.when >= '2026-01-02T03:04:05Z' | 1 3",
        "inputs.when = '2026-01-02T03:04:05Z' | 1",
        "answer > 3 | 1 2",
        "answer = 'yes' | 3",
        "key = 'alice' | 5",
        "failure = 'INVALID_VALUE' AND message LIKE 'Miss%' | 5",
        "failure IS NULL AND version = 2 | 3 4",
        "id = 'a-3' | 3",
        "version = 2 AND id = 'a-3' | 3",
        "version = 1 AND id = 'a-3' | ~~",
        "id = 'a-3' AND id = 'a-4' | ~~",
        "id = 'a-6' | ~~",
        "id = 'a-03' | ~~",
        "id = 'no id' | ~~",
        "id = 'a-3' OR version = 1 | 1 2 3",
        "NOT id = 'a-3' | 1 2 4 5",
        "latency_ms > 2 AND probability = 0.5 | 3 4",
        "time > '2026-01-02T03:04:05.003Z' | 4 5",
        "TRUE | 1 2 3 4 5"
      })
  void selectsByEveryColumn(String condition, String expected) {
    assertThat(ids(predictions.where(condition))).isEqualTo(expected);
  }

  @Test
  void meetsEveryConditionThatWasGiven() {
    Predictions some =
        predictions
            .where(prediction("version").is(2))
            .between(Fixtures.TIME, Fixtures.TIME.plusMillis(5))
            .where("inputs.country = 'DE'");
    assertThat(ids(some)).isEqualTo("3");
    assertThat(some).hasToString("Predictions[fraud] where version = 2 AND inputs.country = 'DE'");
  }

  @Test
  void findsAnIdOnlyInTheTimeThatIsSelected() {
    Instant time = Fixtures.TIME.plusMillis(3);
    Predictions one = predictions.where("id = 'a-3'");
    assertThat(ids(one.between(time, time.plusMillis(1)))).isEqualTo("3");
    assertThat(ids(one.between(time.plusMillis(1), Instant.MAX))).isEmpty();
    assertThat(ids(one.between(Instant.MIN, time))).isEmpty();
  }

  @Test
  void writesOnlyWhatMeetsTheCondition() throws Exception {
    Path csv = directory.resolve("some.csv");
    Path lines = directory.resolve("some.jsonl");
    assertThat(predictions.where("version = 2 AND inputs.amount > 0").toCsv(csv)).isEqualTo(1);
    assertThat(predictions.where("inputs.amount > 1000").toJsonLines(lines)).isZero();
    assertThat(Files.readAllLines(csv)).hasSize(2).last().asString().startsWith("a-3,");
    assertThat(lines).isEmptyFile();
  }

  @Test
  void refusesAnUnknownColumnWithTheNearestOne() {
    assertThatThrownBy(() -> predictions.where("inputs.amuont > 100"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid condition on predictions: no column inputs.amuont (did you mean inputs.amount?"
                + " there are inputs.amount, inputs.country, inputs.known, inputs.when)");
    assertThatThrownBy(() -> predictions.where("amount > 100"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid condition on predictions 'amount > 100' at character 1: 'amount' (expected"
                + " inputs.amount, id, time, version, plan, arm, latency_ms, answer, probability,"
                + " failure, message, key, truth, truth_time)");
    assertThatThrownBy(() -> predictions.where(metric("auc").above(1)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid condition on predictions: auc (needs columns such as version or inputs.NAME)");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "verson = 1, truth_time; did you mean version?)",
        "ground_truth = 'no', truth_time; did you mean truth?)",
        "inputs.country = DE, `a number such as 0.9, or a text in quotes such as 'a')`",
      })
  void saysWhatWasMeant(String condition, String end) {
    assertThatThrownBy(() -> predictions.where(condition))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageEndingWith(end);
  }

  @ParameterizedTest
  @ValueSource(strings = {"time > 'yesterday'", "truth_time = 'yesterday'", "time < x"})
  void asksForATime(String condition) {
    assertThatThrownBy(() -> predictions.where(condition))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageEndingWith("or a time such as '2026-11-26' or '2026-11-26T09:30:00Z')");
  }

  @Test
  void knowsTheColumnsOfTheModelBeforeAnyIsLogged() {
    Schema inputs = new Schema(List.of(Column.of("amount", DataType.FLOAT64)));
    Predictions none =
        new LogReading(medium, "other", () -> {})
            .of(inputs, () -> inputs, Tasks.classification("fraud"));
    assertThat(none.where("inputs.amount > 1").count()).isZero();
  }

  @Test
  void knowsNoColumnThatIsPrivate() {
    Schema secret = INPUTS.change("amount", column -> column.asPrivate());
    Predictions none =
        new LogReading(medium, "other", () -> {})
            .of(secret, () -> secret, Tasks.classification("fraud"));
    assertThatThrownBy(() -> none.where("inputs.amount > 1"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("no column inputs.amount");
    Schema hidden = new Schema(secret.columns().stream().filter(Column::isPrivate).toList());
    Predictions allSecret =
        new LogReading(medium, "other", () -> {})
            .of(hidden, () -> hidden, Tasks.classification("fraud"));
    assertThatThrownBy(() -> allSecret.where("inputs.a = 1"))
        .hasMessage("Invalid condition on predictions: no column inputs.a (no input is logged)");
  }
}
