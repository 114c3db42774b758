package io.lifecycle4j.djl.model;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.djl.model.DjlModels.torchScript;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.ExternalFiles.Line;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.serving.Prediction;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A program that PyTorch wrote, from its registration to its rollback. */
class ExternalLifeTest {
  private static final Actor ALICE = Actor.by("alice");
  private static final List<String> CULTIVARS = List.of("barbera", "barolo", "grignolino");
  private static final int WIDTH = 13;
  private static final Columns<Wine> INPUT = columns().build();
  private static final Columns<Wine> ROW = columns().string("cultivar", Wine::cultivar).build();
  private static final List<Line> LINES = ExternalFiles.lines("wine.jsonl");

  private Lifecycle home;
  private Split split;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Wine(float[] facts, String cultivar) {
    static Wine of(Line line, double noise, Random random) {
      float[] facts = line.inputs().clone();
      for (int i = 0; i < facts.length; i++) {
        facts[i] *= (float) (1 + noise * random.nextGaussian());
      }
      return new Wine(facts, CULTIVARS.get(line.best()));
    }
  }

  private static Columns.Builder<Wine> columns() {
    Columns.Builder<Wine> columns = Columns.from(Wine.class);
    for (int i = 0; i < WIDTH; i++) {
      int place = i;
      columns = columns.float64("fact" + i, wine -> wine.facts()[place]);
    }
    return columns;
  }

  @BeforeEach
  void open() {
    home = Lifecycle.builder().location(URI.create("memory:new")).open();
    Random random = new Random(1);
    List<Wine> wines = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      wines.add(Wine.of(LINES.get(i % LINES.size()), 0.02, random));
    }
    split =
        home.datasets()
            .dataset("wines")
            .snapshot(Sources.records(ROW, wines::forEach))
            .message("Wines")
            .commit()
            .split(Splits.byHash(1).train(0.5).validation(0.25).holdout(0.25));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private ManagedModelBuilder<Wine, String> wines() {
    return home.model("wine", INPUT, classification("cultivar", CULTIVARS.toArray(String[]::new)));
  }

  private static ExternalModel.Builder file(String name) {
    return torchScript(ExternalFiles.content(name)).sha256(ExternalFiles.sha256(name));
  }

  private ModelVersion register(ManagedModel<Wine, String> model) {
    return model.register(
        file("wine.pt").golden(ExternalFiles.content("wine.jsonl")).fact("by", "PyTorch 2.7.1"),
        split,
        ALICE,
        "From research");
  }

  @Test
  void isJudgedPromotedServedWatchedAndRolledBack() throws Exception {
    List<DriftReport> drift = new ArrayList<>();
    try (ManagedModel<Wine, String> model =
        wines()
            .gates(metric("accuracy").atLeast(0.9))
            .monitor(DriftMonitor.builder().window(80).windowsPerFalseAlarm(1_000).build())
            .onDrift(drift::add)
            .open()) {
      ModelVersion first = register(model);
      assertThat(model.evaluate(first).metrics().get("accuracy")).isGreaterThan(0.95);
      model.promote(first, ALICE, "As good as in Python");
      assertAnswersOfPython(model);

      ModelVersion second = register(model);
      model.promote(second, ALICE, "The same again");
      Random random = new Random(2);
      for (int i = 0; i < 80; i++) {
        model.predict(Wine.of(LINES.get(i % LINES.size()), 0.5, random)); // other inputs
      }
      assertThat(model.findDrift().orElseThrow().drifted()).isTrue();

      model.rollback(ALICE, "The inputs drift");
      assertThat(model.predict(wine(LINES.get(0))).version()).hasValue(first.number());
    }
  }

  private static Wine wine(Line line) {
    return new Wine(line.inputs(), "");
  }

  /** Eight threads, each in calls of one row and of all rows. */
  private static void assertAnswersOfPython(ManagedModel<Wine, String> model) throws Exception {
    Together.run(
        8,
        thread -> {
          for (int round = 0; round < 2; round++) {
            for (Line line : LINES) {
              assertAnswer(line, model.predict(wine(line)));
            }
            List<Prediction<String>> all =
                model.predict(LINES.stream().map(ExternalLifeTest::wine).toList());
            for (int i = 0; i < all.size(); i++) {
              assertAnswer(LINES.get(i), all.get(i));
            }
          }
          return thread;
        });
  }

  private static void assertAnswer(Line line, Prediction<String> answer) {
    assertThat(answer.value()).isEqualTo(CULTIVARS.get(line.best()));
    assertThat(answer.probability().orElseThrow())
        .isCloseTo(line.probability(line.best()), within(1e-5));
  }

  private void assertRefused(ExternalModel.Builder program, String problem) {
    try (ManagedModel<Wine, String> model = wines().open()) {
      assertThatThrownBy(() -> model.register(program, split, ALICE, "From nowhere"))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessageContaining(problem);
    }
    assertThat(home.models().versions("wine")).isEmpty();
  }

  @Test
  void isRefusedIfItsHashIsAnother() {
    assertRefused(
        torchScript(ExternalFiles.content("wine.pt")).sha256(ExternalFiles.sha256("digits.pt")),
        "model.pt has the SHA-256 " + ExternalFiles.sha256("wine.pt"));
  }

  @Test
  void isRefusedIfItReadsAFile() {
    assertRefused(file("bad/reads-file.pt"), "from_file");
  }

  @Test
  void isRefusedIfItCrashes() {
    assertRefused(file("bad/crash.pt"), "the program ended that JVM with exit code 1");
  }

  @Test
  void isRefusedIfItNeverEnds() {
    assertRefused(
        file("bad/endless.pt").deadline(Duration.ofSeconds(2)), "not ended after 2000 ms");
  }

  @Test
  void isRefusedIfItAllocatesWithoutEnd() {
    assumeThat(Files.exists(Path.of("/proc/self/status"))).as("only Linux tells").isTrue();

    assertRefused(file("bad/flood.pt").maxMemory(600L << 20), "MiB of memory (at most 600 MiB");
  }
}
