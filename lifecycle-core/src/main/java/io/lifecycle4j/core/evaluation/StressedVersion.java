package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.model.TensorRunner;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.training.PreparedExamples;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.evaluation.StressTest.Fgsm;
import io.lifecycle4j.evaluation.StressTest.Missing;
import io.lifecycle4j.evaluation.StressTest.MissingAtRandom;
import io.lifecycle4j.evaluation.StressTest.RandomSigns;
import io.lifecycle4j.evaluation.StressTest.UnseenCategory;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Runs a version on a sample of rows, as they are and changed. Not thread-safe. */
final class StressedVersion {
  private final Evaluator evaluator;
  private final ModelVersion version;
  private final HeldOutSample sample;
  private final How how;
  private final ModelManifest manifest;
  private final Signature signature;
  private final TaskCalls<?> task;
  private final PreparedExamples examples;

  /**
   * How rows are changed.
   *
   * @param policy throws for a request that is refused
   * @param progress receives how many rows were run since its last call
   */
  record How(StressPlan plan, long seed, Consumer<Row> policy, IntConsumer progress) {}

  /** Prepares the rows as they are. */
  StressedVersion(Evaluator evaluator, ModelVersion version, HeldOutSample sample, How how) {
    this.evaluator = evaluator;
    this.version = version;
    this.sample = sample;
    this.how = how;
    this.manifest = version.manifest();
    this.signature = manifest.artifact().signature();
    this.task = TaskCalls.judging(version.label(), manifest.task());
    this.examples = PreparedExamples.of(manifest.preprocessing(), task, sample);
    check(
        examples.size() > 0,
        "Cannot judge %s: there are no rows (hold some out in the split)",
        version.label());
  }

  /**
   * Runs the tests one after the other.
   *
   * @param tests those that the plan knows
   * @param each receives what became of the rows in each test
   * @return the rows as they are
   */
  ScoredRows run(List<StressTest> tests, Consumer<? super Stressed> each) {
    return evaluator.run(version, model -> run(model, tests, each));
  }

  private ScoredRows run(
      LoadedModel model, List<StressTest> tests, Consumer<? super Stressed> each) {
    ScoredRows clean = new ScoredRows(task, examples.outputs(model, signature), examples.labels());
    try (TensorRunner runner = new TensorRunner(model, signature)) {
      StressedRows rows = new StressedRows(runner, signature, examples.size(), how.progress());
      for (StressTest test : tests) {
        Optional<String> obstacle = run(test, model, rows);
        if (obstacle.isPresent()) {
          how.progress().accept(examples.size());
          each.accept(new Stressed(test, 0, obstacle.get(), Optional.empty()));
        } else {
          each.accept(stressed(test, rows, clean));
        }
      }
    }
    return clean;
  }

  /** Runs a test; returns why that is not possible, or empty. */
  private Optional<String> run(StressTest test, LoadedModel model, StressedRows rows) {
    Optional<String> obstacle = how.plan().obstacle(test);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    if (test instanceof Fgsm attack) {
      return attack(new SignSteps(examples, attack.epsilon()), model, rows);
    }
    if (test instanceof RandomSigns random) {
      SignSteps steps = new SignSteps(examples, random.epsilon());
      rows.run(examples.size(), steps.atRandom(how.seed()));
      return Optional.empty();
    }
    Perturbation change = how.plan().perturbation(test).orElseThrow();
    PerturbedRow view = new PerturbedRow(how.plan().inputs(), sample.schema(), change, how.seed());
    rows.run(sample, manifest.preprocessing(), view, how.policy());
    return Optional.empty();
  }

  private Optional<String> attack(SignSteps steps, LoadedModel model, StressedRows rows) {
    Task.Loss loss = manifest.task().loss().orElse(null);
    if (loss == null) {
      return Optional.of("inconclusive: the task has no loss");
    }
    boolean attacked =
        evaluator.withGradients(
            version,
            model,
            gradients -> rows.run(examples.size(), steps.upTheLoss(gradients, loss)));
    return attacked
        ? Optional.empty()
        : Optional.of("inconclusive: no engine computes gradients of the network");
  }

  private Stressed stressed(StressTest test, StressedRows rows, ScoredRows clean) {
    int[] places = rows.places();
    String note = note(test, rows.refusal());
    if (places.length == 0) {
      return new Stressed(test, rows.refused(), note, Optional.empty());
    }
    ScoredRows before = places.length == clean.rows() ? clean : clean.only(places);
    ScoredRows after = new ScoredRows(task, rows.outputs(), before.labels());
    return new Stressed(test, rows.refused(), note, Optional.of(new Stressed.Pair(before, after)));
  }

  /** A message is shown where it contains no value of a held-out row, else only its code. */
  private static String note(StressTest test, @Nullable LifecycleException refusal) {
    if (refusal == null) {
      return "";
    }
    boolean isShown =
        test instanceof Missing
            || test instanceof MissingAtRandom
            || test instanceof UnseenCategory;
    return "refused: " + (isShown ? refusal.getMessage() : refusal.code());
  }
}
