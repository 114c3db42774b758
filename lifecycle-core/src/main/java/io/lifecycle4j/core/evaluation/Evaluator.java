package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.data.HashedRows;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.loading.VersionLoads.Held;
import io.lifecycle4j.core.loading.VersionLoads.Network;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.preprocessing.LaggedRows;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.training.BaselineOutputs;
import io.lifecycle4j.core.training.PreparedExamples;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.evaluation.EvaluatedPart;
import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.EvaluationBuilder;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.Content;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Scores versions of one model on held-out rows.
 *
 * <p>Thread-safe.
 */
public final class Evaluator {
  private final Holdouts holdouts;
  private final VersionLoads loads;
  private final BiFunction<ModelVersion, Schema, Consumer<Row>> policy;
  private final @Nullable LiveModel live;

  /** Creates an evaluator of a model that is not open, and accepts what its steps accept. */
  public Evaluator(Holdouts holdouts, VersionLoads loads) {
    this(holdouts, loads, (version, inputs) -> row -> {}, null);
  }

  /**
   * Creates an evaluator.
   *
   * @param policy returns what throws for a request to a version, with such columns, that the model
   *     rejects
   * @param live what serves the model; null if nothing does
   */
  public Evaluator(
      Holdouts holdouts,
      VersionLoads loads,
      BiFunction<ModelVersion, Schema, Consumer<Row>> policy,
      @Nullable LiveModel live) {
    this.holdouts = holdouts;
    this.loads = loads;
    this.policy = policy;
    this.live = live;
  }

  /** Returns what opens the held-out rows. */
  public Holdouts holdouts() {
    return holdouts;
  }

  /** Names the held-out rows, such as {@code rides:3/holdout}. */
  public String describe(ModelVersion version) {
    return holdouts.place(version).data() + "/holdout";
  }

  /** Returns whether a version is not loaded, since its last load ended the process. */
  public boolean skips(int version) {
    return loads.isSkipped(version);
  }

  /** Runs a version like {@link #score}, also if it was skipped, since somebody asks for it. */
  public ScoredRows scoreAgain(ModelVersion version, Rows rows) {
    loads.unskip(version.number());
    return score(version, rows);
  }

  private Network load(ModelVersion version) {
    return load(version, Supplier::get);
  }

  /**
   * Loads a version.
   *
   * @param how makes something of the network, on the thread that loads it
   */
  <L extends Held> L load(ModelVersion version, Function<Supplier<Network>, L> how) {
    return loads.load(
        "judge",
        version.number(),
        Purpose.JUDGE,
        (found, purpose) -> how.apply(() -> loads.open(found, purpose, network -> network)));
  }

  /** Runs the golden rows of a version in a separate JVM; throws if it fails there. */
  void runInChildJvm(ModelVersion version) {
    loads.runInChildJvm(version);
  }

  /** Returns whether the engine of a version has memory outside the heap. */
  boolean isNative(ModelVersion version) {
    return loads.engines().find(version.manifest().artifact().format()).isNative();
  }

  /** Returns what serves the model. */
  LiveModel live() {
    return Optional.ofNullable(live)
        .orElseThrow(() -> new NotFoundException("Log does not exist: the model is not open"));
  }

  /**
   * Returns all that is known of a version on held-out rows.
   *
   * @param from where the held-out rows are from
   * @param rows the version on them
   * @param hashed the held-out rows
   * @param slices how often each row counts, 0 times or once, by the slice in words
   */
  public Evaluation evaluation(
      ModelVersion version,
      EvaluatedRows from,
      ScoredRows rows,
      HashedRows hashed,
      Map<String, int[]> slices) {
    EvaluationDetails details = new EvaluationDetails(rows);
    Map<String, EvaluatedPart> parts = new TreeMap<>();
    slices.forEach((words, weights) -> parts.put(words, details.slice(weights)));
    EvaluationBuilder evaluation =
        details
            .whole(version.label(), from.data() + "/holdout")
            .classes(details.classes())
            .slices(parts)
            .calibration(rows.calibration())
            .source(new EvaluatedRows(from.data(), from.plan(), hashed.sha256()))
            .versionId(version.id());
    rows.confusion().ifPresent(evaluation::confusion);
    rows.positiveClass().ifPresent(evaluation::positiveClass);
    return evaluation.build();
  }

  /** Returns a file with the figures of each row; empty if they are too many. */
  public Optional<Content> figures(ScoredRows rows, HashedRows hashed) {
    return RowFigures.of(rows, hashed);
  }

  private Answering answering(
      ModelVersion version,
      Rows rows,
      TaskCalls<?> task,
      PreparedExamples examples,
      List<Tensor> outputs) {
    RunCost cost = new RunCost(version, new VersionTrial(this, version, task, Optional.of(rows)));
    return new Answering() {
      @Override
      public Object decode(int row) {
        return examples.decode(task, outputs, row);
      }

      @Override
      public Optional<RunCost> cost() {
        return Optional.of(cost);
      }

      @Override
      public void stress(StressTest test, Consumer<? super Stressed> each) {
        StressRun.run(Evaluator.this, version, rows, test, each);
      }
    };
  }

  /** Returns what it takes to run a version, and what it does, without held-out rows. */
  public RunCost cost(ModelVersion version) {
    TaskCalls<?> task = TaskCalls.judging(version.label(), version.manifest().task());
    return new RunCost(version, new VersionTrial(this, version, task, Optional.empty()));
  }

  /**
   * Loads a version, and frees it.
   *
   * @throws io.lifecycle4j.error.ModelUnavailableException if its files are corrupt, it does not
   *     fit into memory, or it is skipped
   */
  public void tryOut(ModelVersion version) {
    load(version).retire();
  }

  /**
   * Runs a version on labelled rows.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if there are no rows
   * @throws io.lifecycle4j.error.ModelUnavailableException if its files are corrupt, it does not
   *     fit into memory, or it is skipped
   * @throws PredictionFailedException if the engine cannot run them, an {@link Error} included
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // what an engine throws concerns this version
  public ScoredRows score(ModelVersion version, Rows rows) {
    ModelManifest manifest = version.manifest();
    TaskCalls<?> task = TaskCalls.judging(version.label(), manifest.task());
    PreparedExamples examples = PreparedExamples.of(manifest.preprocessing(), task, rows);
    check(
        examples.size() > 0,
        "Cannot judge %s: there are no rows (hold some out in the split)",
        version.label());
    Network network = load(version);
    try {
      List<Tensor> outputs = examples.outputs(network.model(), manifest.artifact().signature());
      return new ScoredRows(
          task,
          outputs,
          examples.labels(),
          BaselineOutputs.of(
              manifest.task(),
              manifest.baselines(),
              examples,
              LaggedRows.of(manifest.preprocessing(), rows)),
          answering(version, rows, task, examples, outputs));
    } catch (Error e) {
      throw new PredictionFailedException(
          "Cannot judge " + version.label() + ": " + FreeText.of("failure of an evaluation", e), e);
    } finally {
      network.retire();
    }
  }

  /**
   * Begins to test how much worse a version gets on held-out rows that go wrong.
   *
   * @param made receives the report before it is returned
   */
  public StressReport.Builder stress(
      ModelVersion version, Looking looking, Consumer<? super StressReport> made) {
    return new StressRun(this, version, looking, made);
  }

  /** Returns what throws for a request to a version that the model rejects. */
  Consumer<Row> policy(ModelVersion version, Schema inputs) {
    return policy.apply(version, inputs);
  }

  /** Loads a version, also if it was skipped, and frees it after its work. */
  @SuppressWarnings("checkstyle:IllegalCatch") // what an engine throws concerns this version
  <T> T run(ModelVersion version, Function<LoadedModel, T> work) {
    loads.unskip(version.number());
    Network network = load(version);
    try {
      return work.apply(network.model());
    } catch (Error e) {
      throw new PredictionFailedException(
          "Cannot judge " + version.label() + ": " + FreeText.of("failure of an evaluation", e), e);
    } finally {
      network.retire();
    }
  }

  /**
   * Does work that needs gradients: with the network, or where plain Java runs it, which has none,
   * with the engine of its format.
   *
   * @return whether it was done; no if that has none either
   */
  boolean withGradients(ModelVersion version, LoadedModel model, Consumer<LoadedModel> work) {
    if (hasGradients(model)) {
      work.accept(model);
      return true;
    }
    Engines trained = loads.engines().only(version.manifest().artifact().format());
    Network network =
        loads.load(
            version.number(),
            Purpose.JUDGE,
            (found, purpose) -> loads.open(found, purpose, trained, other -> other));
    try {
      boolean has = hasGradients(network.model());
      if (has) {
        work.accept(network.model());
      }
      return has;
    } finally {
      network.retire();
    }
  }

  private static boolean hasGradients(LoadedModel model) {
    return model.capabilities().contains(LoadedModel.INPUT_GRADIENT);
  }
}
