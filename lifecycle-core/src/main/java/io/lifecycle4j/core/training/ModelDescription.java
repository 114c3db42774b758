package io.lifecycle4j.core.training;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.model.GoldenLines;
import io.lifecycle4j.core.model.GoldenRows;
import io.lifecycle4j.core.profile.ComputedNumbers;
import io.lifecycle4j.core.profile.FreeTexts;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.RowSample;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.schema.TaskClasses;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Baselines;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.StoredFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second half of a training, and of a registration: describes a network by the rows of its
 * split, with the golden rows, the baselines and the drift reference of its manifest.
 */
record ModelDescription(PreparedSplit prepared, Engines engines) {
  private static final Logger LOG = LoggerFactory.getLogger(ModelDescription.class);

  private static final int GOLDEN_ROWS = 4;

  /** How many golden rows of elsewhere are replayed at every load. */
  private static final int KEPT_ROWS = 16;

  /** The tolerated difference from golden rows of elsewhere: relative above 1, absolute below. */
  private static final GoldenRows.Tolerance TOLERANCE = new GoldenRows.Tolerance(1e-5, true);

  /**
   * A network that can be registered.
   *
   * @param threshold the threshold of the decisions, if one was chosen
   * @param outputs those of the network for the rows of the drift reference
   */
  record Described(
      ModelManifest manifest, Optional<ChosenThreshold> threshold, List<Tensor> outputs) {}

  /** Returns the inputs that the preprocessing makes, and the outputs that the task needs. */
  Signature signature() {
    return new Signature(prepared.preprocessing().inputs(), prepared.task().task().outputs());
  }

  /** Returns the network as it is registered, with its files in storage. */
  ModelArtifact artifact(TrainedModel network, List<StoredFile> files) {
    return new ModelArtifact(network.format(), network.architecture(), files, signature());
  }

  /** Compares golden rows of elsewhere; the message names the likeliest mistake in them. */
  private void replay(String action, GoldenLines known, LoadedModel network) {
    try {
      GoldenRows.replay(action, signature(), known.rows(), known::name, network, TOLERANCE);
    } catch (UntrustedModelException e) {
      boolean afterSoftmax =
          prepared.task().task().baselines() == Baselines.CLASSES
              && GoldenRows.areProbabilities(known.rows());
      String cause =
          afterSoftmax
              ? "its outputs look like probabilities, but must be the scores before the softmax, or"
                  + " the logarithm of probabilities"
              : "its inputs must be what the network gets, after all preprocessing";
      throw new UntrustedModelException(e.getMessage() + ": " + cause, e);
    }
  }

  /**
   * Loads the network, runs it on all rows, and frees it.
   *
   * @param known golden rows from elsewhere, compared with it, and kept beside those of the split
   * @param origin where it came from, with the environment that it was loaded in
   */
  Described of(
      ModelArtifact artifact,
      Engine.Files files,
      GoldenLines known,
      Function<Map<String, String>, Provenance> origin) {
    String model = prepared.recipe().model();
    Engine engine = engines.find(artifact.format());
    LoadedModel network =
        Engines.call("load a model for " + model, () -> engine.load(artifact, files));
    try {
      String action = "register " + model;
      replay(action, known, network);
      Described described =
          described(
              artifact,
              network,
              origin.apply(engines.environment(artifact.format())),
              known.rows().subList(0, Math.min(known.rows().size(), KEPT_ROWS)));
      // A version whose answers differ from run to run could never be loaded.
      GoldenRows.replay(
          action,
          signature(),
          described.manifest().golden(),
          row -> "a golden row",
          network,
          new GoldenRows.Tolerance(GoldenRow.TOLERANCE, true));
      return described;
    } finally {
      Engines.free(model, network);
    }
  }

  private Described described(
      ModelArtifact artifact, LoadedModel network, Provenance provenance, List<GoldenRow> known) {
    Signature signature = artifact.signature();
    TrainingData data = prepared.data();
    List<Tensor> learned = data.training().outputs(network, signature);
    checkFinite(learned, data::trainingRow);
    List<Tensor> outputs = data.reference().outputs(network, signature);
    checkFinite(outputs, data::referenceRow);
    List<GoldenRow> golden =
        GoldenRows.record(network, signature, data.training().first(GOLDEN_ROWS));
    Task<?> adjusted = adjusted(outputs);
    boolean same = adjusted == prepared.task().task();
    Optional<ChosenThreshold> threshold =
        same || prepared.task().task().threshold().isPresent()
            ? Optional.empty()
            : ChosenThreshold.of(
                prepared.task().with(adjusted),
                data.referenceRole(),
                outputs,
                data.reference().labels());
    List<Baseline> baselines =
        BaselineFit.of(prepared.task(), prepared.preprocessing().steps(), data.training());
    Profile counted = reference(prepared.task().with(adjusted), learned, outputs);
    Profile reference =
        prepared.recipe().embeddings() ? embedded(counted, network, signature) : counted;
    ModelManifest manifest =
        ModelManifest.builder(artifact, adjusted, prepared.preprocessing(), reference, provenance)
            .golden(Stream.concat(golden.stream(), known.stream()).toList())
            .baselines(same ? baselines : decided(baselines, adjusted))
            .importance(importance(prepared.task().with(adjusted), network, signature))
            .build();
    return new Described(manifest, threshold, outputs);
  }

  /** It serves to rank the causes of alerts, so no training fails for want of it. */
  private Map<String, Double> importance(
      TaskCalls<?> task, LoadedModel network, Signature signature) {
    try {
      return ColumnImportance.of(prepared, task, network, signature);
    } catch (OperationInterruptedException e) {
      throw e;
    } catch (LifecycleException e) {
      LOG.warn("Cannot measure how much {} depends on each column", prepared.recipe().model(), e);
      return Map.of();
    }
  }

  private Task<?> adjusted(List<Tensor> outputs) {
    Task<?> adjusted = prepared.task().adjusted(outputs, prepared.data().reference().labels());
    TaskClasses.checkTrainable(prepared.recipe().model(), prepared.recipe().input(), adjusted);
    return adjusted;
  }

  /**
   * Adjusts the task to each baseline, as it was to the network: under a threshold that was chosen
   * for the network, whose probabilities differ, a baseline would look worse than it is.
   */
  private List<Baseline> decided(List<Baseline> baselines, Task<?> ofNetwork) {
    TrainingData data = prepared.data();
    Map<String, BaselineOutputs> made =
        BaselineOutputs.of(
            prepared.task().task(), baselines, data.reference(), data.referenceRows());
    List<Baseline> decided = new ArrayList<>();
    for (Baseline baseline : baselines) {
      Task<?> own = adjustedIfPossible(required(made.get(baseline.name()), "outputs").outputs());
      decided.add(own.equals(ofNetwork) ? baseline : new Baseline.Adjusted(baseline, own));
    }
    return decided;
  }

  private Task<?> adjustedIfPossible(List<Tensor> outputs) {
    try {
      return adjusted(outputs);
    } catch (TrainingFailedException | UntrustedModelException e) { // a baseline need not suffice
      return prepared.task().task();
    }
  }

  private void checkFinite(List<Tensor> outputs, IntFunction<String> row) {
    TaskCalls<?> task = prepared.task();
    for (Tensor output : outputs) {
      for (int i = 0; i < output.size(); i++) {
        if (!Double.isFinite(output.number(i))) {
          int width = output.size() / (int) output.shape()[0];
          throw task.failed(
              String.format(
                  "output %s[%s] of the network is %s for %s (must be finite)",
                  output.name(), i % width, output.number(i), row.apply(i / width)));
        }
      }
    }
  }

  /**
   * Returns the drift reference. Its bins and texts are those of the training rows: rows that
   * choose their own cells fit them better than later rows do, which would look like drift. Answers
   * are computed anew for each request, so their bins allow for a small difference.
   */
  private Profile reference(TaskCalls<?> calls, List<Tensor> learned, List<Tensor> outputs) {
    TrainingData data = prepared.data();
    Rows rows = data.trainingRows();
    Profile cells = profile(calls, rows, data.training(), learned, null, FreeTexts.NONE);
    FreeTexts texts = FreeTexts.unlearned(marked(rows.schema()), cells);
    if (!texts.isEmpty()) {
      rows.forEach(texts::learn);
      cells = texts.cells(profile(calls, rows, data.training(), learned, null, texts));
    }
    Profile chosen = ComputedNumbers.cells(cells, AnswerColumns::isAnswer);
    return texts.with(
        profile(calls, data.referenceRows(), data.reference(), outputs, chosen, texts));
  }

  /** Adds a sample of embeddings, if the network gives any and no input is private. */
  private Profile embedded(Profile reference, LoadedModel network, Signature signature) {
    boolean isPrivate =
        marked(prepared.data().trainingRows().schema()).columns().stream()
            .anyMatch(Column::isPrivate);
    if (isPrivate || !network.capabilities().contains(LoadedModel.EMBEDDING)) {
      LOG.warn(
          "The drift reference of {} has no embeddings: {}",
          prepared.recipe().model(),
          isPrivate ? "an input is private" : "the engine of the network gives none");
      return reference;
    }
    RowSample sample = prepared.data().reference().embeddings(network, signature);
    List<ColumnProfile> columns = new ArrayList<>(reference.columns());
    columns.add(
        ColumnProfile.builder(AnswerColumns.EMBEDDING, reference.rows(), 0)
            .sample(sample.encoded())
            .build());
    return new Profile(reference.rows(), columns);
  }

  /** Returns the inputs, with those marked that are private in the rows. */
  private Schema marked(Schema rows) {
    return new Schema(
        prepared.recipe().input().columns().stream()
            .map(column -> rows.columns().get(rows.indexOf(column.name())))
            .toList());
  }

  private Profile profile(
      TaskCalls<?> calls,
      Rows rows,
      PreparedExamples examples,
      List<Tensor> outputs,
      @Nullable Profile cells,
      FreeTexts texts) {
    AnsweredRow answered = new AnsweredRow(rows.schema(), calls.task());
    Schema watched = AnswerColumns.of(calls.task()).after(prepared.recipe().input());
    Profiler profiler = new Profiler(Statistics.of(watched, answered.schema(), texts), cells);
    if (cells != null) {
      profiler.sampling(marked(rows.schema()));
    }
    int[] next = new int[1];
    rows.forEach(
        row -> {
          Object answer = examples.decode(calls, outputs, next[0]);
          calls.probability(outputs, next[0]); // checked here, before every prediction fails
          calls.run(
              "probabilities", () -> profiler.add(answered.show(row, answer, outputs, next[0])));
          next[0]++;
        });
    return profiler.profile();
  }
}
