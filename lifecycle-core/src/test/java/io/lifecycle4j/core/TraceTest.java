package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OverLinear;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.Replay;
import io.lifecycle4j.serving.Trace;
import io.lifecycle4j.serving.Trace.Recomputation;
import io.lifecycle4j.serving.Trace.Recomputation.Outcome;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One answer is explained, down to its bits. */
class TraceTest {
  @Test
  void leadsFromAnAnswerToItsDataAndGates() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home).gates(linear(Conditions.metric("accuracy").atLeast(0.5))).open()) {
      ModelVersion version = Flowers.promoted(model, Flowers.split(home, 1));
      Prediction<String> prediction = model.predict(Flowers.SETOSA);
      Flowers.promoted(model, Flowers.split(home, 2)); // another one serves now
      model.shadow(version).start(Flowers.ALICE, "Compare").stop(Flowers.ALICE, "Enough");
      model.recordGroundTruth(prediction.id(), "versicolor");
      Trace trace = model.trace(prediction.id());
      assertThat(trace.version()).contains(version);
      assertThat(trace.recomputation().outcome()).isEqualTo(Outcome.IDENTICAL);
      assertThat(trace.history())
          .extracting(record -> record.transition().changes().get(0).getClass().getSimpleName())
          .containsExactly("VersionRegistered", "Evaluated", "ShadowStarted", "ShadowStopped");
      assertThat(trace.decision()).contains(trace.history().get(1));
      assertThat(trace)
          .hasToString(prediction.id() + " by species:1: setosa, computed again: IDENTICAL");
      assertThat(trace.markdown())
          .startsWith("# Prediction " + prediction.id() + "\n")
          .contains(
              "- Input: Row[length=1.5, width=0.3, soil='sand']",
              "- Ground truth: versicolor, ",
              "- Engine: linear",
              "- Arm: CHAMPION",
              "- Decided by record " + trace.decision().orElseThrow().sequence() + ": ",
              "- Computed again: IDENTICAL: the same bits of 3 outputs, by the engine linear\n",
              "- Trained by run: ",
              "- Format: linear\n",
              "\n## Environment at registration\n\n- cores: ",
              "\n- Changed since: nothing\n\n## History",
              "- Data: " + version.manifest().provenance().data(),
              "- Gate accuracy at least 0.5: PASS, accuracy is ",
              " by alice: For the test");
    }
  }

  @Test
  void saysWhyAnAnswerIsNotComputedAgain() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home).loggedInputs(LoggedInputs.none()).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      Trace trace = model.trace(model.predict(Flowers.SETOSA).id());
      assertThat(trace.recomputation())
          .isEqualTo(new Recomputation(Outcome.NOT_COMPUTED, "the input is not logged"));
    }
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home).serving(flower -> "setosa").open()) {
      Trace trace = model.trace(model.predict(Flowers.SETOSA).id());
      assertThat(trace.version()).isEmpty();
      assertThat(trace.decision()).isEmpty();
      assertThat(trace.recomputation())
          .isEqualTo(new Recomputation(Outcome.NOT_COMPUTED, "a function of the user answered"));
    }
  }

  @Test
  void saysWhereARegisteredModelCameFrom() {
    byte[] weights = LinearEngine.file(new float[3][5]);
    String hash = Hashing.hash(weights).sha256();
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version =
          model.register(
              ExternalModel.builder(LinearEngine.FORMAT)
                  .architecture(LinearEngine.architecture(4, 3))
                  .file(LinearEngine.FILE, Content.of(weights))
                  .sha256(hash)
                  .fact("source", "git.example/flowers@4f2a91c")
                  .build(),
              Flowers.split(home, 1),
              Flowers.ALICE,
              "From research");
      model.promote(version, Flowers.ALICE, "For the test");
      assertThat(model.trace(model.predict(Flowers.SETOSA).id()).markdown())
          .contains(
              "- Registered by: alice\n- SHA-256: "
                  + hash
                  + "\n- Fact source: git.example/flowers@4f2a91c\n- Format: linear\n");
    }
  }

  /** One that fails wherever it is used, as one whose native library must not be unpacked. */
  private record Unused(LinearEngine engine) implements OverLinear {
    @Override
    public Map<String, String> environment() {
      throw new AssertionError("the engine is started");
    }
  }

  @Test
  void startsNoEngineToCompareTheEnvironment(@TempDir Path directory) {
    String id;
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model =
            Flowers.model(home).loggedInputs(LoggedInputs.none()).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      id = model.predict(Flowers.SETOSA).id();
      assertThat(model.trace(id).notCompared()).isEmpty();
    }
    try (Lifecycle home = Flowers.in(directory, new Unused(new LinearEngine()));
        ManagedModel<Flower, String> model =
            Flowers.model(home).serving(flower -> "setosa").open()) {
      Trace trace = model.trace(id);
      assertThat(trace.changed()).isEmpty();
      assertThat(trace.notCompared()).containsExactly("engine");
      assertThat(trace.markdown())
          .contains("- Not compared, since the engine is not in use: engine\n");
    }
  }

  /** They may tell what is not in the log. */
  @Test
  void hasOutputsOnlyBesideAnInputInClear() {
    LoggedInputs all = LoggedInputs.all();
    LoggedInputs hashed = LoggedInputs.hashed(new SecretKeySpec(new byte[32], "HmacSHA256"));
    for (LoggedInputs logged : List.of(LoggedInputs.none(), hashed, all)) {
      try (Lifecycle home = Flowers.inMemory();
          ManagedModel<Flower, String> model = Flowers.model(home).loggedInputs(logged).open()) {
        Flowers.promoted(model, Flowers.split(home, 1));
        assertThat(model.trace(model.predict(Flowers.SETOSA).id()).prediction().outputs())
            .hasSize(logged.equals(all) ? 3 : 0);
        Flowers.promoted(model, Flowers.commitPrivate(home, "length").split(Flowers.PLAN));
        Trace trace = model.trace(model.predict(Flowers.SETOSA).id());
        assertThat(trace.prediction().outputs()).as("of a private column").isEmpty();
      }
    }
  }

  /** An engine with the formats of another one. */
  private record Other(LinearEngine engine) implements OverLinear {
    @Override
    public String name() {
      return "other";
    }
  }

  /** The class and its share are the same: only the outputs tell the engines apart. */
  @Test
  void comparesTheBitsOfTheOutputsAndNamesTheEngines(@TempDir Path directory) {
    String id;
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      id = model.predict(Flowers.SETOSA).id();
    }
    try (Lifecycle home = Flowers.in(directory, new Other(LinearEngine.off(1e-6f)));
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Trace trace = model.trace(id);
      assertThat(trace.recomputation().outcome()).isEqualTo(Outcome.DIFFERENT);
      assertThat(trace.recomputation().explanation())
          .startsWith("setosa with probability ")
          .contains("and outputs " + trace.prediction().outputs() + ", now setosa with ")
          .endsWith(", by the engine other instead of linear");
      Replay replay = model.replay(trace.version().orElseThrow()).run();
      assertThat(replay.different()).isZero();
      assertThat(replay.identical()).isZero();
    }
    try (Lifecycle home = Flowers.in(directory, new Other(new LinearEngine()));
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThat(model.trace(id).recomputation())
          .isEqualTo(
              new Recomputation(
                  Outcome.IDENTICAL,
                  "the same bits of 3 outputs, by the engine other instead of linear"));
    }
  }

  /** The log of a process on another machine, which shared the home or whose home was moved. */
  @Test
  void namesTheProcessorThatAnsweredIfItIsAnother(@TempDir Path directory) {
    String id;
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      id = model.predict(Flowers.SETOSA).id();
      assertThat(model.trace(id).recomputation().explanation()).endsWith(", by the engine linear");
    }
    String elsewhere = loggedOn("Z80", directory, id);
    String other = ", by the engine linear, on " + Tracking.processor() + " instead of Z80";
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Trace trace = model.trace(elsewhere);
      assertThat(trace.recomputation())
          .isEqualTo(new Recomputation(Outcome.IDENTICAL, "the same bits of 3 outputs" + other));
      assertThat(trace.markdown()).contains("- Processor: Z80\n");
    }
    try (Lifecycle home = Flowers.in(directory, LinearEngine.off(1e-6f));
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Recomputation again = model.trace(elsewhere).recomputation();
      assertThat(again.outcome()).isEqualTo(Outcome.DIFFERENT);
      assertThat(again.explanation()).startsWith("setosa with probability ").endsWith(other);
    }
  }

  /** Logs what a session has logged as a session of another processor; returns the other id. */
  private static String loggedOn(String processor, Path home, String id) {
    String session = id.substring(0, id.indexOf('-'));
    String other = "feed" + session.substring(4);
    try (Medium medium = Media.file(home);
        Journal journal =
            new ModelJournals(medium.journals(), Kind.PREDICTIONS, "species")
                .own(other)
                .journal()) {
      List<byte[]> entries = new ArrayList<>();
      for (String name : Kind.PREDICTIONS.names(medium.journals())) {
        medium.journals().read(name, 1, entry -> entries.add(entry.payload()));
      }
      String header = new String(entries.get(0), StandardCharsets.UTF_8);
      assertThat(header).contains(Tracking.processor(), session);
      entries.set(
          0,
          Fixtures.utf8(header.replace(Tracking.processor(), processor).replace(session, other)));
      journal.append(new Batch(UUID.randomUUID(), Batch.ANY, entries, Durability.POWER));
    }
    return id.replace(session, other);
  }

  @Test
  void refusesAnIdThatIsNotInTheLog() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home).serving(flower -> "setosa").open()) {
      model.predict(Flowers.SETOSA);
      assertThatThrownBy(() -> model.trace("0123456789abcdef-7"))
          .isInstanceOf(NotFoundException.class)
          .hasMessage(
              "Prediction is not in the log of species: 0123456789abcdef-7 (none were deleted by"
                  + " age or size; 0 of this session were lost)");
      assertThatThrownBy(() -> model.trace("order 17")).isInstanceOf(InvalidValueException.class);
    }
  }
}
