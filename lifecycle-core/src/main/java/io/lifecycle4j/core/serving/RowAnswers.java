package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.model.TensorRunner;
import io.lifecycle4j.core.preprocessing.RowWriter;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.serving.VersionLoads.Purpose;
import io.lifecycle4j.core.serving.log.LogEntry;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.serving.LoggedPrediction;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers rows of the log with a version that does not serve. Not thread-safe. */
final class RowAnswers implements AutoCloseable {
  /** How many rows run at once. */
  static final int BATCH = TensorRunner.BATCH;

  private final ModelVersion version;
  private final RequestChecks requests;
  private final Loaded loaded;
  private final TaskCalls<?> task;
  private final TensorRunner runner;
  private final Map<Schema, Reader> readers = new HashMap<>();

  /** How rows with some columns are read, or why they cannot be. */
  private record Reader(@Nullable RowWriter writer, @Nullable String problem) {}

  /**
   * An answer.
   *
   * @param probability NaN if there is none
   * @param outputs those of the network; none if they are too many to be logged
   */
  record Answer(Object value, double probability, List<Float> outputs) {
    /** Returns whether the outputs of the network have the bits of those that are logged. */
    boolean hasBitsOf(LoggedPrediction prediction) {
      return !outputs.isEmpty() && outputs.equals(prediction.outputs());
    }
  }

  /** A network, and what runs it. */
  private record Loaded(VersionLoads.Network network, TensorRunner runner)
      implements VersionLoads.Held {
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
    this.loaded =
        routes.loads().load(version.number(), Purpose.REPEAT, found -> loaded(routes, found));
    this.runner = loaded.runner();
  }

  private static Loaded loaded(Routes<?, ?> routes, ModelVersion version) {
    return routes
        .loads()
        .open(
            version,
            network ->
                new Loaded(
                    network,
                    new TensorRunner(network.model(), version.manifest().artifact().signature())));
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
      return new Reader(RowWriter.of(version.manifest().preprocessing(), schema), null);
    } catch (LifecycleException e) {
      return new Reader(null, "with columns of other types");
    }
  }

  /**
   * Answers rows that have no {@link #problem}.
   *
   * @throws LifecycleException if a row is refused or the network fails
   */
  List<Answer> answers(List<? extends Row> rows) {
    FloatBuffer[] features = runner.numbers(rows.size());
    for (Row row : rows) {
      RowWriter writer = reader(row.schema()).writer();
      if (writer != null) {
        writer.write(row, features);
      }
    }
    List<Tensor> outputs = runner.run();
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      EngineSteps.checkFinite(version.label(), outputs, i, rows.size());
      answers.add(
          new Answer(
              task.decode(runner.inputs(), outputs, i),
              task.probability(outputs, i),
              numbers(outputs, i, rows.size())));
    }
    return answers;
  }

  private static List<Float> numbers(List<Tensor> outputs, int row, int rows) {
    int size = outputs.stream().mapToInt(Tensor::size).sum() / rows;
    return size > LogEntry.MOST_OUTPUTS
        ? List.of()
        : Arrays.stream(EngineSteps.numbers(outputs, row, rows, size))
            .mapToObj(number -> (float) number)
            .toList();
  }

  @Override
  public void close() {
    loaded.retire();
  }
}
