package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.PLAN;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.registry.Gates.churnAtMost;
import static io.lifecycle4j.registry.Gates.filesAtMost;
import static io.lifecycle4j.registry.Gates.latencyAtMost;
import static io.lifecycle4j.registry.Gates.memoryAtMost;
import static io.lifecycle4j.registry.Gates.sameWhenLoaded;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.OverLinear;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gates on what a version takes and does in this process. */
class MeasuredGatesTest {
  /** Learns next to nothing, so that it answers otherwise. */
  private static final LinearTrainer LAZY = new LinearTrainer(1, 1e-12, 1);

  private final ShiftedEngine engine = new ShiftedEngine();
  private Lifecycle home;

  /** An engine whose outputs are a little off. */
  private static final class ShiftedEngine implements OverLinear {
    private final LinearEngine linear = new LinearEngine();
    private volatile float shift;

    @Override
    public LinearEngine engine() {
      return linear;
    }

    @Override
    public LoadedModel load(ModelArtifact artifact, Files files) {
      LoadedModel loaded = linear.load(artifact, files);
      return new LoadedModel() {
        @Override
        public ModelWorker worker() {
          return new ShiftedWorker(loaded.worker());
        }

        @Override
        public void close() {
          loaded.close();
        }
      };
    }

    private final class ShiftedWorker implements ModelWorker {
      private final ModelWorker worker;

      ShiftedWorker(ModelWorker worker) {
        this.worker = worker;
      }

      @Override
      public List<Tensor> run(List<Tensor> inputs) {
        List<Tensor> outputs = worker.run(inputs);
        outputs.get(0).set(0, outputs.get(0).number(0) + shift);
        return outputs;
      }

      @Override
      public void close() {
        worker.close();
      }
    }
  }

  @BeforeEach
  void open() {
    home = Flowers.inMemory(engine);
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.linear.open()).isZero();
    assertThat(engine.linear.violations()).isEmpty();
  }

  private ManagedModel<Flower, String> model(LinearTrainer trainer, Requirement... gates) {
    return Flowers.plain(home).trainer(trainer).gates(linear(gates)).open();
  }

  /** Promotes a version that answers flowers, and returns one that answers most otherwise. */
  private ModelVersion rival(int answers, Split first, Split second) {
    try (ManagedModel<Flower, String> model = model(LinearTrainer.small())) {
      model.promote(model.train(first), ALICE, "First");
      IntStream.range(0, answers)
          .mapToObj(i -> new Flower(1 + 5.0 * i / answers, 0.3 + 1.7 * i / answers, "sand"))
          .forEach(model::predict);
    }
    try (ManagedModel<Flower, String> model = model(LAZY)) {
      return model.train(second);
    }
  }

  private List<GateVerdict> judge(ModelVersion version, Requirement... gates) {
    try (ManagedModel<Flower, String> model = model(LAZY, gates)) {
      return model.judge(version);
    }
  }

  @Test
  void boundHowManyAnswersChange() {
    ModelVersion lazy = rival(150, Flowers.split(home, 1), Flowers.split(home, 1));
    AnswerChanges changes;
    try (ManagedModel<Flower, String> model = model(LAZY)) {
      changes = model.promote(lazy).preview().changes().orElseThrow();
    }
    assertThat(changes.share()).isBetween(0.2, 0.9);

    List<GateVerdict> verdicts =
        judge(
            lazy,
            churnAtMost(changes.share()),
            churnAtMost(0.1),
            churnAtMost(1).minimumRequests(200));

    assertThat(verdicts)
        .extracting(GateVerdict::verdict)
        .containsExactly(Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE);
    assertThat(verdicts.get(1).explanation())
        .startsWith(changes + ": 0.")
        .endsWith(" of them (needs at most 0.1)");
    assertThat(verdicts.get(1).figures())
        .containsEntry("requests", 150.0)
        .containsEntry("compared", 150.0)
        .containsEntry("changed", (double) changes.changed());
    assertThat(verdicts.get(2).explanation())
        .isEqualTo("150 logged requests can be compared (needs at least 200)");
  }

  @Test
  void countChangedAnswersAlsoIfProductionLearnedFromSomeHeldOutRows() {
    DatasetVersion data = Flowers.commit(home, 1, 400);
    ModelVersion lazy =
        rival(100, data.split(PLAN), data.split(byHash(8).train(0.6).validation(0.1).holdout(0.3)));

    assertThat(judge(lazy, churnAtMost(0.01)).get(0).explanation())
        .startsWith("species:2 answers ")
        .contains(" of 100 requests differently from species:1: ")
        .doesNotContain("learned from");
  }

  @Test
  void passWithoutAVersionInProductionToDifferFrom() {
    try (ManagedModel<Flower, String> model = model(LAZY, churnAtMost(0))) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      assertThat(model.judge(version))
          .containsExactly(
              GateVerdict.passed(
                  "at most 0.0 of the answers change", "no version in production to compare with"));
    }
  }

  @Test
  void boundLatencyAndMemoryAndFiles() {
    try (ManagedModel<Flower, String> model =
        model(
            LAZY,
            latencyAtMost(Duration.ofHours(1)),
            latencyAtMost(Duration.ofNanos(1)),
            memoryAtMost(1L << 40),
            memoryAtMost(1),
            filesAtMost(1_000_000),
            filesAtMost(1))) {
      List<GateVerdict> verdicts = model.judge(model.train(Flowers.split(home, 1)));

      assertThat(verdicts)
          .extracting(GateVerdict::verdict)
          .containsExactly(
              Verdict.PASS, Verdict.FAIL, Verdict.PASS, Verdict.FAIL, Verdict.PASS, Verdict.FAIL);
      assertThat(verdicts.get(0).explanation())
          .matches(
              "99 % of the answers to one row take at most \\d+\\.\\d{4} ms in this process"
                  + " \\(needs at most 3600000\\.0000 ms\\)");
      assertThat(verdicts.get(0).figures()).containsKey("latency_p99_ms");
      assertThat(verdicts.get(3).explanation())
          .matches(
              "a loaded copy takes [0-9.]+ [kM]B of memory in this process \\(needs at most 1 byte\\)");
      assertThat(verdicts.get(3).figures()).containsKey("memory_bytes");
      assertThat(verdicts.get(5).explanation())
          .matches("files have ([0-9]+ bytes|[0-9.]+ kB) \\(needs at most 1 byte\\)");
    }
  }

  @Test
  void compareAFreshCopyWithWhatWasRecorded() {
    try (ManagedModel<Flower, String> model =
        model(LAZY, sameWhenLoaded(), sameWhenLoaded().within(1e-3))) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      assertThat(model.judge(version)).allMatch(GateVerdict::passed);
      engine.shift = 1e-4f; // little enough for the version to be loaded

      List<GateVerdict> verdicts = model.judge(version);

      assertThat(verdicts)
          .extracting(GateVerdict::verdict)
          .containsExactly(Verdict.FAIL, Verdict.PASS);
      assertThat(verdicts.get(0).explanation())
          .matches(
              "outputs of a fresh copy for the golden rows differ by at most 1\\.0E-4 from the"
                  + " recorded ones \\(needs at most 1\\.0E-5\\)");
      assertThat(verdicts.get(0).figures().get("golden_difference")).isBetween(9e-5, 1.1e-4);
    }
  }
}
