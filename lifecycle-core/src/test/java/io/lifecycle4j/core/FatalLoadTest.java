package io.lifecycle4j.core;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OverLinear;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.serving.Servers;
import io.lifecycle4j.core.serving.Serving;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.serving.Shadow;
import io.lifecycle4j.serving.ShadowReport;
import io.lifecycle4j.serving.Trace.Recomputation.Outcome;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A version whose load ended the process does not do so again. */
@Timeout(60)
class FatalLoadTest {
  @TempDir private Path directory;
  private final LinearEngine engine = new LinearEngine();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();

  private Lifecycle home() {
    return Flowers.in(directory.resolve("home"), engine);
  }

  private void markFatal(int version) {
    markFatal("begun", version);
  }

  private void markFatal(String kind, int version) {
    try (Medium medium = Media.file(directory.resolve("home"));
        Journal journal = medium.journals().owned("loads-00000000000000c" + version)) {
      String line =
          """
          {"kind":"%s","model":"species","time":"2026-01-02T03:04:05Z","version":%s}\
          """
              .formatted(kind, version);
      journal.append(
          new Batch(
              new UUID(1, version), Batch.ANY, List.of(Fixtures.utf8(line)), Durability.PROCESS));
    }
  }

  private void promoteTwo() {
    promote(2);
  }

  private void promote(int versions) {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      for (int version = 1; version <= versions; version++) {
        Flowers.promoted(model, Flowers.split(home, version));
      }
    }
  }

  /** Says that it runs native code. */
  record NativeEngine(LinearEngine engine) implements OverLinear {
    @Override
    public boolean isNative() {
      return true;
    }
  }

  private List<String> loads() {
    List<String> lines = new ArrayList<>();
    try (Medium medium = Media.file(directory.resolve("home"))) {
      for (String journal : medium.journals().names()) {
        if (journal.startsWith("loads-")) {
          lines.addAll(Fixtures.texts(medium.journals().read(journal, 1)));
        }
      }
    }
    return lines;
  }

  @Test
  void isMarkedWhileNativeCodeLoadsIt() {
    promote(1);
    assertThat(loads()).as("no native code").isEmpty();
    try (Lifecycle home = Flowers.in(directory.resolve("home"), new NativeEngine(engine));
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThat(model.predict(SETOSA).version()).hasValue(1);
    }
    assertThat(loads()).hasSize(2);
    assertThat(loads().get(0)).startsWith("{\"kind\":\"begun\",\"model\":\"species\",");
    assertThat(loads().get(1)).startsWith("{\"kind\":\"ended\"").endsWith(",\"version\":1}");
  }

  private static void awaitReady(ManagedModel<Flower, String> model) {
    while (!model.ready()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void isSkippedAtTheNextStartAndTheVersionBeforeAnswers() {
    promoteTwo();
    markFatal(2);
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      awaitReady(model);
      assertThat(model.predict(SETOSA).version()).hasValue(1);
      assertThat(model.servingStatus().failure().orElseThrow()).hasMessage(refusal());
      model.rollback(ALICE, "It ends the process");
      assertThat(model.predict(SETOSA).version()).hasValue(1);
      model.promote(home.models().version("species", 2), ALICE, "Mended");
      assertThat(model.predict(SETOSA).version()).hasValue(2);
    }
    assertThat(engine.open()).isZero();
  }

  @Test
  void isPassedOverForAnOlderOneThatCanBeLoaded() {
    promoteTwo();
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 3));
    }
    markFatal(2);
    markFatal(3);
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      awaitReady(model);
      assertThat(model.predict(SETOSA).version()).hasValue(1);
    }
  }

  @Test
  void isTriedAgainAtTheStartAfterThat() {
    promoteTwo();
    markFatal(2);
    try (Lifecycle home = home()) {
      Flowers.plain(home).open().close();
      try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
        assertThat(model.predict(SETOSA).version()).hasValue(2);
      }
    }
  }

  @Test
  void isNotReplayed() {
    promoteTwo();
    markFatal(1);
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      String id = model.predict(SETOSA).id();
      int loaded = engine.loaded();
      assertThatThrownBy(() -> model.replay(home.models().version("species", 1)).run())
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("the process ended during its last load");
      assertThat(engine.loaded()).isEqualTo(loaded);
      assertThat(model.trace(id).recomputation().outcome()).isEqualTo(Outcome.IDENTICAL);
    }
    assertThat(engine.open()).isZero();
  }

  @Test
  void isMarkedAsOneThatStandsBy() {
    promoteTwo();
    int loaded = engine.loaded();
    try (Lifecycle home = Flowers.in(directory.resolve("home"), new NativeEngine(engine));
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThat(model.predict(SETOSA).version()).hasValue(2);
      awaitTrue(() -> engine.loaded() == loaded + 2);
    }
    assertThat(loads())
        .extracting(line -> line.replaceAll("\"time\":.*?,", ""))
        .containsExactly(mark("begun", 2), mark("ended", 2), mark("stand-by", 1), mark("ended", 1));
  }

  /** Beside another network there may have been no room, which says nothing of it alone. */
  @Test
  void onlyStandsByNoMoreIfNobodyNeededItYet() {
    promoteTwo();
    markFatal("stand-by", 1);
    markFatal("stand-by", 2);
    int loaded = engine.loaded();
    try (Lifecycle home = home();
        Serving<Flower, String> serving = serving(home, "warn")) {
      serving.open(Duration.ofSeconds(30));
      assertThat(serving.server().predict(List.of(SETOSA)).get(0).version()).hasValue(2);
      awaitTrue(() -> !errors.isEmpty());
    }
    assertThat(engine.loaded()).isEqualTo(loaded + 1);
    assertThat(errors).containsExactly("Version 1 of species cannot stand by");
  }

  @Test
  void isWhatARollbackChoosesIfNobodyNeededItYet() {
    promoteTwo();
    markFatal("stand-by", 1);
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThat(model.rollback(ALICE, "Worse").transition().reason()).isEqualTo("Worse");
      assertThat(model.predict(SETOSA).version()).hasValue(1);
    }
  }

  @Test
  void isNotWhatARollbackChooses() {
    promoteTwo();
    markFatal(1);
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThatThrownBy(() -> model.rollback(ALICE, "To the version that ends the process"))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("the process ended during its last load");
      assertThat(model.predict(SETOSA).version()).hasValue(2);
    }
  }

  private ModelVersion onTrial(BiConsumer<ManagedModel<Flower, String>, ModelVersion> start) {
    promoteTwo();
    ModelVersion second;
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      model.rollback(ALICE, "The second is tried before");
      second = home.models().version("species", 2);
      start.accept(model, second);
    }
    markFatal(2);
    return second;
  }

  private Serving<Flower, String> serving(Lifecycle home, String level) {
    Rooms rooms = ((DefaultLifecycle) home).rooms();
    ModelRooms<Flower, String> own =
        ModelRooms.of(
            rooms, ((DefaultManagedModelBuilder<Flower, String>) Flowers.plain(home)).settings());
    return new Serving<>(
        own.versions(),
        own.decisions(),
        own.routes(),
        Servers.unlogged(),
        Servers.settings(),
        rooms.clock(),
        LoggedLines.of(level, errors));
  }

  private static String refusal() {
    return "Cannot load species:2: the process ended during its last load (roll back or use another"
        + " version; promote or start it again once the cause is fixed)";
  }

  @Test
  void isNoShadowAtTheNextStartUntilItIsStartedAgain() {
    ModelVersion second =
        onTrial((model, version) -> model.shadow(version).start(ALICE, "Compare"));
    int loaded = engine.loaded();
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      Shadow<String> shadow = model.findShadow().orElseThrow();
      awaitTrue(() -> shadow.report().state() == ShadowReport.State.FAILED);
      assertThat(model.predict(SETOSA).version()).hasValue(1);
      assertThat(engine.loaded()).as("only the first").isEqualTo(loaded + 1);
      shadow.stop(ALICE, "It ends the process");
      Shadow<String> again = model.shadow(second).start(ALICE, "Mended");
      awaitTrue(() -> again.report().state() == ShadowReport.State.RUNNING);
    }
  }

  @Test
  void isSaidToBeNoShadow() {
    onTrial((model, version) -> model.shadow(version).start(ALICE, "Compare"));
    try (Lifecycle home = home();
        Serving<Flower, String> serving = serving(home, "error")) {
      serving.open(Duration.ofSeconds(30));
      awaitTrue(() -> !errors.isEmpty());
    }
    assertThat(errors).containsExactly("Cannot run the shadow species:2 here: " + refusal());
  }

  @Test
  void isNoCanaryAtTheNextStartAndThatIsSaid() {
    onTrial((model, version) -> model.rollout(version).canary(0.5, 1).start(ALICE, "Carefully"));
    int loaded = engine.loaded();
    try (Lifecycle home = home();
        Serving<Flower, String> serving = serving(home, "error")) {
      serving.open(Duration.ofSeconds(30));
      awaitTrue(() -> !errors.isEmpty());
      assertThat(serving.server().predict(List.of(SETOSA)).get(0).version()).hasValue(1);
    }
    assertThat(engine.loaded()).as("only the first").isEqualTo(loaded + 1);
    assertThat(errors)
        .containsExactly(
            "Version 2 of species is rolled out, but the version in production answers all requests"
                + " here: "
                + refusal());
  }

  @Test
  void doesNotStandInForAnotherOne() {
    promoteTwo();
    markFatal(1);
    markFatal(2);
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model =
            Flowers.plain(home).fallback(flower -> "virginica").open()) {
      assertThat(model.ready()).isFalse();
      assertThat(model.predict(SETOSA).version()).as("the fallback").isEmpty();
    }
    assertThat(engine.loaded()).as("two trained, judged or promoted before").isPositive();
  }

  private ManagedModel<Flower, String> judging(Lifecycle home) {
    return Flowers.model(home).gates(linear(notWorseThanProduction("accuracy").within(0.5))).open();
  }

  @Test
  void isMarkedWhileItIsLoadedToBeJudged() {
    promoteTwo();
    try (Lifecycle home = Flowers.in(directory.resolve("home"), new NativeEngine(engine));
        ManagedModel<Flower, String> model =
            Flowers.plain(home)
                .gates(linear(notWorseThanProduction("accuracy")))
                .serving(flower -> "rose")
                .open()) {
      model.judge(home.models().version("species", 1));
    }
    assertThat(loads())
        .extracting(line -> line.replaceAll("\"time\":.*?,", ""))
        .containsExactly(mark("begun", 1), mark("ended", 1), mark("begun", 2), mark("ended", 2));
    assertThat(engine.open()).isZero();
  }

  private static String mark(String kind, int version) {
    return String.format("{\"kind\":\"%s\",\"model\":\"species\",\"version\":%s}", kind, version);
  }

  @Test
  void isJudgedAgainIfItIsTheOneThatSomebodyAsksFor() {
    promoteTwo();
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = judging(home)) {
      model.train(Flowers.split(home, 3));
    }
    markFatal(3);
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = judging(home)) {
      assertThat(model.judge(home.models().version("species", 3)))
          .extracting(GateVerdict::verdict)
          .containsExactly(Verdict.PASS);
    }
  }

  /** It may load well the next time: what must be compared with it waits, or goes round it. */
  @Test
  void isNotLoadedToBeComparedAndARollbackMakesTheComparisonPossible() {
    promoteTwo();
    markFatal(2);
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = judging(home)) {
      awaitReady(model);
      ModelVersion third = model.train(Flowers.split(home, 3));
      int loaded = engine.loaded();
      assertThatThrownBy(() -> model.promote(third, ALICE, "Newer"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage(
              "Cannot promote species:3: accuracy not worse than production by 0.5: species:2 in production is not loaded to compare with, as"
                  + " the process ended during its last load (roll back: then the version before is"
                  + " compared; or start again, which tries it once more; or open the model without"
                  + " this gate) [inconclusive]");
      assertThat(engine.loaded()).as("only the candidate").isEqualTo(loaded + 1);
      model.rollback(ALICE, "It ends the process");
      model.promote(third, ALICE, "Newer");
      assertThat(model.predict(SETOSA).version()).hasValue(3);
    }
  }
}
