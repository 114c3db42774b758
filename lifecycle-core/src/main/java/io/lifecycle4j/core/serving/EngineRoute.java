package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.model.TensorRunner;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.serving.log.LogEntry;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.validation.Rule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A registered version, run by an engine. */
final class EngineRoute<I, O> extends Route<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(EngineRoute.class);

  private final ModelVersion version;
  private final EngineSteps.Inputs<I> inputs;
  private final TaskCalls<O> task;
  private final LoadedModel model;
  private final @Nullable RequestGuard guard;

  /** Whether the numbers of a row are kept, for probabilities or for the log. */
  private final boolean isKept;

  private final boolean hasClasses;

  /** Whether the embeddings of rows are observed. */
  private final boolean embeds;

  EngineRoute(
      VersionLoads.Network network,
      Columns<I> columns,
      Schema marked,
      PredictionObserver observer,
      @Nullable RequestGuard guard) {
    super(network.version().number(), network.engine(), observer);
    this.version = network.version();
    this.task = TaskCalls.answering(typed(version.manifest().task()));
    this.inputs = new EngineSteps.Inputs<>(columns, marked, tellsInputs(marked));
    this.model = network.model();
    this.guard = guard;
    this.hasClasses = !task.call("classes", task.task()::classes).isEmpty();
    this.isKept = hasClasses || (outputs(version) <= LogEntry.MOST_OUTPUTS && !inputs.areTold());
    this.embeds = observer.needsEmbeddings() && canEmbed();
    giveBack(borrow()); // inputs that do not fit the version are rejected now, not on every call
  }

  private boolean canEmbed() {
    boolean isCapable = model.capabilities().contains(LoadedModel.EMBEDDING);
    if (!isCapable || inputs.areTold()) {
      LOG.warn(
          "Embeddings of {} are not compared: {}",
          version.label(),
          isCapable
              ? "they tell private inputs"
              : engine() + " gives none of " + version.manifest().artifact().format());
      return false;
    }
    return true;
  }

  /** Returns how many numbers the network of a version answers for a row. */
  static int outputs(ModelVersion version) {
    List<TensorSpec> outputs = version.manifest().artifact().signature().outputs();
    return outputs.stream().mapToInt(TensorSpec::numbers).sum();
  }

  /** Returns whether outputs are the inputs again, or may be computed from a private column. */
  private boolean tellsInputs(Schema marked) {
    return task.call("labels", task.task()::labels).isEmpty()
        || version.manifest().preprocessing().input().columns().stream()
            .flatMapToInt(read -> marked.find(read.name()).stream())
            .anyMatch(place -> marked.column(place).isPrivate());
  }

  @SuppressWarnings("unchecked") // the builder checked that the task is of the model's kind
  private static <O> Task<O> typed(Task<?> task) {
    return (Task<O>) task;
  }

  @Override
  PredictionSteps<I, O> steps() {
    return new EngineSteps<>(
        version,
        inputs,
        () -> new TensorRunner(model, version.manifest().artifact().signature(), embeds),
        task,
        new EngineSteps.Kept(isKept, embeds),
        guard,
        observer().calls());
  }

  @Override
  @Nullable Task<?> probabilities() {
    return hasClasses ? task.task() : null;
  }

  @Override
  boolean isRepeatable() {
    return true;
  }

  @Override
  boolean works() {
    return Engines.works(version.label(), version.manifest(), model);
  }

  @Override
  boolean isSound() {
    return version.manifest().golden().isEmpty() || works();
  }

  @Override
  RowAnswers answers(RequestChecks requests) {
    return new RowAnswers(new VersionLoads.Network(version, engine(), model), requests);
  }

  @Override
  Map<Rule, Long> brokenRules() {
    return guard == null ? Map.of() : guard.counts();
  }

  @Override
  void free() {
    model.close();
  }
}
