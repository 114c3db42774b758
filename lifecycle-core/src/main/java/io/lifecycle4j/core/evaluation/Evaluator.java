package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.data.HashedRows;
import io.lifecycle4j.core.data.SplitRows;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.loading.VersionLoads.Network;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.preprocessing.LaggedRows;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.training.BaselineOutputs;
import io.lifecycle4j.core.training.PreparedExamples;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.evaluation.EvaluatedPart;
import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.Content;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Scores versions of one model on held-out rows; only this class opens those.
 *
 * <p>Thread-safe.
 */
public final class Evaluator {
  private final DatasetStore datasets;
  private final VersionLoads loads;

  public Evaluator(DatasetStore datasets, VersionLoads loads) {
    this.datasets = datasets;
    this.loads = loads;
  }

  /**
   * Opens the rows held out by the split that a version was trained on, or registered with.
   *
   * @throws NotFoundException if the dataset version is not in this home
   * @throws io.lifecycle4j.error.PurgedDataException if the dataset version was purged
   * @throws CorruptDataException if the dataset version is not that of the model version
   */
  public HashedRows holdout(ModelVersion version) {
    Provenance origin = version.manifest().provenance();
    VersionRef ref = origin.data();
    StoredVersion data =
        datasets
            .find(ref.dataset(), ref.number())
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "Cannot judge " + version.label() + ": no dataset " + ref));
    if (!data.id().equals(ref.id())) {
      throw new CorruptDataException(
          String.format(
              "Cannot judge %s: dataset %s has the hash %s (must be %s)",
              version.label(), ref, data.id(), ref.id()));
    }
    data.header()
        .checkNotPurged("judge " + version.label() + " (train it anew on a version that exists)");
    TaskCalls<?> task = TaskCalls.judging(version.label(), version.manifest().task());
    return new HashedRows(
        SplitRows.holdout(datasets, data, origin.plan()), task.call("labels", task.task()::labels));
  }

  /** Names the held-out rows, such as {@code rides:3/holdout}. */
  public String describe(ModelVersion version) {
    return version.manifest().provenance().data() + "/holdout";
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
    try {
      return loads.load(
          version.number(), Purpose.JUDGE, found -> loads.open(found, network -> network));
    } catch (CorruptDataException e) {
      throw Engines.damaged("judge " + version.label(), version.label(), e);
    }
  }

  /**
   * Returns all that is known of a version on held-out rows.
   *
   * @param of the version whose holdout they are
   * @param rows the version on them
   * @param hashed the held-out rows
   * @param slices how often each row counts, 0 times or once, by the slice in words
   */
  public Evaluation evaluation(
      ModelVersion version,
      ModelVersion of,
      ScoredRows rows,
      HashedRows hashed,
      Map<String, int[]> slices) {
    EvaluationDetails details = new EvaluationDetails(rows);
    Map<String, EvaluatedPart> parts = new TreeMap<>();
    slices.forEach((words, weights) -> parts.put(words, details.slice(weights)));
    Provenance origin = of.manifest().provenance();
    Evaluation.Builder evaluation =
        rows.measured(version.label(), describe(of))
            .classes(details.classes())
            .slices(parts)
            .calibration(rows.calibration())
            .source(new EvaluatedRows(origin.data(), origin.plan(), hashed.sha256()))
            .versionId(version.id());
    rows.confusion().ifPresent(evaluation::confusion);
    return evaluation.build();
  }

  /** Returns a file with the figures of each row; empty if they are too many. */
  public Optional<Content> figures(ScoredRows rows, HashedRows hashed) {
    return RowFigures.of(rows, hashed);
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
          row -> examples.decode(task, outputs, row));
    } catch (Error e) {
      throw new PredictionFailedException(
          "Cannot judge " + version.label() + ": " + FreeText.of("failure of an evaluation", e), e);
    } finally {
      network.retire();
    }
  }
}
