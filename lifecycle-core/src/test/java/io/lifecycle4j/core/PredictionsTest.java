package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.VIRGINICA;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.ErasureReport;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.LoggedPrediction.Failure;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.Content;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was predicted is read again, with its inputs. */
@SuppressWarnings("NullAway") // nulls are passed on purpose
class PredictionsTest {
  @TempDir private Path directory;

  private static List<LoggedPrediction> all(Predictions predictions) {
    List<LoggedPrediction> all = new ArrayList<>();
    predictions.forEach(all::add);
    return all;
  }

  @Test
  void hasEveryPredictionThatWasReturnedBefore() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      Prediction<String> first = model.predict(SETOSA);
      assertThat(model.predictions().count()).isOne();
      model.predict(List.of(VIRGINICA, SETOSA));
      List<LoggedPrediction> read = all(model.predictions());
      assertThat(read).hasSize(3);
      LoggedPrediction logged = read.get(0);
      assertThat(logged.id()).isEqualTo(first.id());
      assertThat(logged.findAnswer()).contains("setosa");
      assertThat(logged.probability()).isEqualTo(first.probability());
      assertThat(logged.version()).hasValue(1);
      assertThat(logged.latency()).isPositive();
      assertThat(logged.findInput().map(Row::toString))
          .contains("Row[length=1.5, width=0.3, soil='sand']");
    }
  }

  @Test
  void saysWhyAnInputHasNoPrediction() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      model.predictEach(Arrays.asList(SETOSA, null, new Flower(Double.NaN, 1, "sand")));
      assertThatThrownBy(() -> model.predict(Arrays.asList(SETOSA, null)))
          .isInstanceOf(InvalidValueException.class);
      List<LoggedPrediction> read = all(model.predictions());
      assertThat(read).hasSize(4);
      Failure missing =
          new Failure(Failure.Kind.REFUSED, "INVALID_VALUE", "Missing input: null (must be given)");
      assertThat(read.get(1).findFailure()).contains(missing);
      assertThat(read.get(1).findInput()).isEmpty();
      Failure refused = read.get(2).findFailure().orElseThrow();
      assertThat(refused.kind()).isEqualTo(Failure.Kind.REFUSED);
      assertThat(refused.message()).contains("length");
      assertThat(read.get(2).findInput().orElseThrow().number(0)).isNaN();
      assertThat(read.get(3).findFailure()).as("of the call that threw").contains(missing);
    }
  }

  /** A message of code that is not the library's may quote a private value. */
  @Test
  void keepsOnlyTheClassOfWhatAFunctionThrows() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model =
            Flowers.model(home)
                .serving(
                    flower -> {
                      throw new IllegalStateException("of alice");
                    })
                .open()) {
      assertThatThrownBy(() -> model.predict(SETOSA)).isInstanceOf(IllegalStateException.class);
      LoggedPrediction read = all(model.predictions()).get(0);
      assertThat(read.findFailure())
          .contains(
              new Failure(
                  Failure.Kind.FAILED, "PREDICTION_FAILED", "java.lang.IllegalStateException"));
      assertThat(read.version()).isEmpty();
    }
  }

  @Test
  void readsThePredictionsOfEarlierSessions() throws Exception {
    List<String> ids = new ArrayList<>();
    try (Lifecycle home = Flowers.in(directory)) {
      for (LoggedInputs logged : List.of(LoggedInputs.all(), LoggedInputs.none())) {
        try (ManagedModel<Flower, String> model =
            Flowers.model(home).serving(flower -> "setosa").loggedInputs(logged).open()) {
          ids.add(model.predict(SETOSA).id());
        }
      }
    }
    Path file = directory.resolveSibling("predictions-" + directory.getFileName() + ".jsonl");
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      List<LoggedPrediction> read = all(model.predictions());
      assertThat(read).extracting(LoggedPrediction::id).containsExactlyElementsOf(ids);
      assertThat(read.get(0).findInput()).isPresent();
      assertThat(read.get(1).findInput()).isEmpty();
      model.predictions().toJsonLines(file);
      assertThat(
              Files.readString(file)
                  .lines()
                  .map(line -> line.replaceAll("\"(time|latency_ms)\":[^,]*,", "")))
          .containsExactly(
              "{\"id\":\"%s\",\"version\":null,\"plan\":0,\"arm\":\"CHAMPION\",\"answer\":\"setosa\",\"probability\":null,\"failure\":null,\"message\":null,\"key\":null,\"truth\":null,\"truth_time\":null,\"inputs.length\":1.5,\"inputs.width\":0.3,\"inputs.soil\":\"sand\"}"
                  .formatted(ids.get(0)),
              "{\"id\":\"%s\",\"version\":null,\"plan\":0,\"arm\":\"CHAMPION\",\"answer\":\"setosa\",\"probability\":null,\"failure\":null,\"message\":null,\"key\":null,\"truth\":null,\"truth_time\":null,\"inputs.length\":null,\"inputs.width\":null,\"inputs.soil\":null}"
                  .formatted(ids.get(1)));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Test
  void logsTheKeyOfACall() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model =
            Flowers.model(home).serving(flower -> "setosa").open()) {
      model.predict("meadow", SETOSA);
      model.predict(SETOSA);
      assertThat(all(model.predictions()))
          .extracting(LoggedPrediction::findKey)
          .containsExactly(Optional.of("meadow"), Optional.empty());
    }
  }

  @Test
  void erasesWhatIsLoggedWithAKey() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model =
            Flowers.model(home)
                .serving(flower -> "setosa")
                .keepPredictions(Retention.days(90))
                .open()) {
      model.predict("meadow", SETOSA);
      model.predict("forest", SETOSA);
      home.datasets()
          .dataset("traffic")
          .snapshot(Sources.jsonLines("predictions.jsonl", Content.of("{\"length\":1.5}\n")))
          .schema(Schema.builder().column("length", DataType.FLOAT64).build())
          .message("As made from logged predictions")
          .commit();
      ErasureReport report =
          model.predictions().erase("meadow", Actor.by("dpo"), "Asked by the owner");
      assertThat(report.predictions()).isEqualTo(1);
      assertThat(report.hidden()).isZero();
      assertThat(report.holders()).containsExactly("dataset traffic:1: rows made of it");
      model.predict("meadow", SETOSA);
      List<LoggedPrediction> read = all(model.predictions());
      assertThat(read)
          .extracting(one -> one.findKey().orElse("none"))
          .containsExactly("none", "forest", "meadow");
      assertThat(read.get(0).findInput()).isEmpty();
      assertThat(read.get(0).findAnswer()).contains("setosa");
    }
  }

  @Test
  void logsHashesByWhichPredictionsAreFound() {
    SecretKeySpec key = new SecretKeySpec(new byte[32], "HmacSHA256");
    Flower marsh = new Flower(1.5, 0.3, "marsh of Kiel");
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model =
            Flowers.model(home).loggedInputs(LoggedInputs.hashed(key)).open()) {
      ModelVersion version = Flowers.promoted(model, Flowers.split(home, 1));
      String id = model.predict(marsh).id();
      model.predictEach(List.of(SETOSA, marsh, new Flower(Double.NaN, 1, "marsh of Kiel")));
      String hash = all(model.predictions()).get(0).findInput().orElseThrow().text(2);
      assertThat(model.predictions().where("inputs.soil_hash = '" + hash + "'").count())
          .isEqualTo(3);
      assertThat(all(model.predictions()).get(3).findFailure())
          .contains(
              new Failure(
                  Failure.Kind.REFUSED, "INVALID_VALUE", InvalidValueException.class.getName()));
      assertThat(model.trace(id).recomputation().explanation())
          .isEqualTo("the logged input is without column length");
      assertThat(model.replay(version).run().compared()).isZero();
    }
    assertThat(Tree.files(directory).values())
        .noneMatch(bytes -> new String(bytes, ISO_8859_1).contains("marsh of Kiel"));
  }

  @Test
  void logsNoColumnThatIsPrivateInTheTrainingData() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.commitPrivate(home, "length").split(Flowers.PLAN));
      model.predict(SETOSA);
      Row input = all(model.predictions()).get(0).findInput().orElseThrow();
      assertThat(input.number(0)).isNaN();
      assertThat(input.number(1)).isEqualTo(0.3);
    }
  }
}
