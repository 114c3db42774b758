package io.lifecycle4j.djl.training;

import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingPlan.StopRule;
import io.lifecycle4j.training.TrainingProgress;
import io.lifecycle4j.training.TrainingPurpose;
import io.lifecycle4j.training.TrainingState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A training on arrays that keeps what it was told. */
final class RecordedContext implements TrainingContext {
  static final Task<String> TWO_CLASSES = Tasks.classification("class", "a", "b");
  static final Task<Double> NUMBER = Tasks.regression("number");

  static final VersionRef ROWS = new VersionRef("rows", 3, new BlobId("a".repeat(64)));

  final RecordedRun run = new RecordedRun();
  final List<TrainingProgress> progress = new ArrayList<>();
  private final Task<?> task;
  private final ArrayExamples training;
  private @Nullable ArrayExamples validation;
  private List<Integer> shape;
  private @Nullable TrainingState state;
  private final Map<String, Param> parameters = new LinkedHashMap<>();
  private TrainingPurpose purpose = TrainingPurpose.VERSION;
  private StopRule rule = StopRule.NEVER;
  private BooleanSupplier cancelled = () -> false;
  private Consumer<TrainingProgress> listener = progress::add;

  RecordedContext(Task<?> task, ArrayExamples training) {
    this.task = task;
    this.training = training;
    this.shape = List.of(training.width());
  }

  RecordedContext validating(ArrayExamples rows) {
    validation = rows;
    return this;
  }

  RecordedContext shaped(Integer... dimensions) {
    shape = List.of(dimensions);
    return this;
  }

  RecordedContext cancelledWhen(BooleanSupplier condition) {
    cancelled = condition;
    return this;
  }

  RecordedContext hearing(Consumer<TrainingProgress> consumer) {
    listener = consumer;
    return this;
  }

  /** Sets a parameter of the training. */
  RecordedContext with(String name, Object value) {
    parameters.put(name, Param.of(value));
    return this;
  }

  RecordedContext asked(TrainingPurpose what) {
    purpose = what;
    return this;
  }

  RecordedContext stoppingWhen(StopRule when) {
    rule = when;
    return this;
  }

  @Override
  public Map<String, Param> parameters() {
    return parameters;
  }

  @Override
  public TrainingPurpose purpose() {
    return purpose;
  }

  /** Goes on from the last state that another training stored. */
  RecordedContext resuming(RecordedContext other) {
    state = other.run.lastState();
    return this;
  }

  @Override
  public Optional<TrainingState> resumeFrom() {
    return Optional.ofNullable(state);
  }

  @Override
  public Task<?> task() {
    return task;
  }

  @Override
  public Signature signature() {
    return new Signature(List.of(TensorSpec.float32("features", shape)), task.outputs());
  }

  @Override
  public Examples training() {
    return shaped(training);
  }

  @Override
  public Optional<Examples> validation() {
    return Optional.ofNullable(validation).map(this::shaped);
  }

  private Examples shaped(ArrayExamples rows) {
    return rows.as(signature().inputs(), task.targets());
  }

  @Override
  public RunInput input(SplitRole role) {
    return RunInput.of(ROWS, role);
  }

  @Override
  public RecordedRun run() {
    return run;
  }

  @Override
  public Engine.Files startFrom(ModelVersion version) {
    throw new UnsupportedOperationException("There are no versions here");
  }

  @Override
  public boolean cancelled() {
    return cancelled.getAsBoolean();
  }

  @Override
  public Optional<String> report(TrainingProgress news) {
    listener.accept(news);
    return rule.stop(news);
  }
}
