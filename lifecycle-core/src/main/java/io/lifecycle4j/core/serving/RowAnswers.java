package io.lifecycle4j.core.serving;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;

import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.model.TensorRunner;
import io.lifecycle4j.core.schema.HeldRow;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.serving.log.LogEntry;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.LoggedPrediction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers rows of the log with a version that does not serve, by the steps of a call: what is
 * refused or invalid in service is so here. Not thread-safe.
 */
final class RowAnswers implements AutoCloseable {
  /** How many rows run at once. */
  static final int BATCH = PredictionCall.GROUP;

  private final ModelVersion version;
  private final RequestChecks requests;
  private final TaskCalls<?> task;
  private final Loaded loaded;
  private final Runnable end;
  private final Map<Schema, Reader> readers = new HashMap<>();

  /** What answers rows with some columns, or why nothing can. */
  private record Reader(@Nullable PredictionCall<Row, ?> call, @Nullable String problem) {}

  /** A network, and what runs it. */
  private record Loaded(VersionLoads.Network network, TensorRunner runner)
      implements VersionLoads.Held {
    static Loaded of(VersionLoads.Network network) {
      return new Loaded(
          network,
          new TensorRunner(network.model(), network.version().manifest().artifact().signature()));
    }

    @Override
    public void retire() {
      try {
        runner.close();
      } finally {
        network.retire();
      }
    }
  }

  /**
   * Loads a version with the engine that would serve it.
   *
   * @throws LifecycleException if it cannot be loaded, or its load ended an earlier process
   */
  RowAnswers(ModelVersion version, Routes<?, ?> routes) {
    this.version = version;
    this.requests = routes.requests();
    this.task = TaskCalls.answering(version.manifest().task());
    this.end = this::retire;
    this.loaded =
        routes
            .loads()
            .load(
                version.number(),
                Purpose.REPEAT,
                (found, purpose) -> loaded(routes, found, purpose));
  }

  /** Uses a network that is loaded, and that others free once this is closed. */
  RowAnswers(VersionLoads.Network network, RequestChecks requests) {
    this.version = network.version();
    this.requests = requests;
    this.task = TaskCalls.answering(version.manifest().task());
    this.loaded = Loaded.of(network);
    this.end = loaded.runner()::close;
  }

  private void retire() {
    loaded.retire();
  }

  private static Loaded loaded(Routes<?, ?> routes, ModelVersion version, Purpose purpose) {
    return routes.loads().open(version, purpose, Loaded::of);
  }

  /** Returns the label of the version. */
  String label() {
    return version.label();
  }

  /** Returns the engine. */
  String engine() {
    return loaded.network().engine();
  }

  /** Returns why a row cannot be answered; null if it can. */
  @Nullable String problem(Row row) {
    return reader(row.schema()).problem();
  }

  private Reader reader(Schema schema) {
    return readers.computeIfAbsent(schema, this::newReader);
  }

  private Reader newReader(Schema schema) {
    Schema marked = requests.withPrivate(version, schema);
    for (Column needed : version.manifest().preprocessing().input().columns()) {
      if (schema.find(needed.name()).isEmpty()) {
        return new Reader(null, "without column " + needed.name());
      }
      if (marked.column(marked.indexOf(needed.name())).isPrivate()) {
        return new Reader(null, "with private column " + needed.name());
      }
    }
    try {
      return new Reader(call(task, schema, marked), null);
    } catch (LifecycleException e) {
      return new Reader(null, "with columns of other types");
    }
  }

  private <O> PredictionCall<Row, O> call(TaskCalls<O> typed, Schema schema, Schema marked) {
    EngineSteps.Inputs<Row> inputs =
        new EngineSteps.Inputs<>(HeldRow.Layout.of(schema).columns(), marked, false);
    boolean isKept = EngineRoute.outputs(version) <= LogEntry.MOST_OUTPUTS;
    return new PredictionCall<>(
        new EngineSteps<>(
            version,
            inputs,
            loaded::runner,
            typed,
            new EngineSteps.Kept(isKept, false),
            null,
            PredictionObserver.NONE.calls()));
  }

  /** Answers rows that have no {@link #problem}; returns what happened to each. */
  List<PredictionRecord<Row, Object>> answers(List<? extends Row> rows) {
    List<PredictionRecord<Row, Object>> answers =
        rows.stream().map(row -> new PredictionRecord<Row, Object>(null, row)).toList();
    answers.stream()
        .collect(groupingBy(answer -> answer.input().schema()))
        .forEach((schema, some) -> answer(requireNonNull(reader(schema).call()), some));
    return answers;
  }

  @SuppressWarnings("unchecked") // an answer is only read, and an answer of any task is an object
  private static <O> void answer(
      PredictionCall<Row, O> call, List<PredictionRecord<Row, Object>> rows) {
    call.answer((List<PredictionRecord<Row, O>>) (List<?>) rows, false);
  }

  /** Returns the outputs of an answer as they are logged; none if they are too many for that. */
  static List<Float> outputs(PredictionRecord<?, ?> answer) {
    double[] outputs = answer.outputs();
    return outputs == null
        ? List.of()
        : Arrays.stream(outputs).mapToObj(number -> (float) number).toList();
  }

  /** Returns whether the outputs of an answer have the bits of those that are logged. */
  static boolean hasBitsOf(LoggedPrediction prediction, PredictionRecord<?, ?> answer) {
    List<Float> outputs = outputs(answer);
    return !outputs.isEmpty() && outputs.equals(prediction.outputs());
  }

  @Override
  public void close() {
    end.run();
  }
}
