package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.monitoring.strata.RowStratum;
import io.lifecycle4j.core.monitoring.strata.Strata;
import io.lifecycle4j.core.monitoring.strata.StratumRecorders;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.window.Slice;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.TensorSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes slices of the logged predictions of one version. Not thread-safe. */
final class BacktestSlices {
  private final String label;
  private final WatchedReference reference;
  private final WatchedColumns watched;
  private final Task<?> task;

  /** How many outputs each row needs. */
  private final int outputs;

  /** By the columns that are logged, which may have changed. */
  private final Map<Schema, Reader> readers = new HashMap<>();

  private StratumRecorders recorders;
  private long rows;
  private Instant from = Instant.MIN;
  private Instant to = Instant.MIN;

  /** How logged rows are read; strata are null if there are none. */
  private record Reader(RowRecorder recorder, AnsweredRow answered, @Nullable RowStratum strata) {
    int stratum(Row row, Instant time) {
      return strata == null ? 0 : strata.of(row, time.toEpochMilli());
    }
  }

  /** Makes slices of rows with outputs of the network, or without them. */
  BacktestSlices(
      ModelVersion version, DriftDetector detector, DriftReferences references, boolean outputs) {
    this.label = version.label();
    this.task = version.manifest().task();
    Schema inputs = version.manifest().preprocessing().input();
    DriftReferences.Reference found =
        references.of(label, inputs, task, version.manifest().reference());
    this.watched = outputs ? found.columns() : found.columns().withoutOutputs();
    this.reference =
        found
            .find()
            .map(rows -> rows.with(watched::of))
            .orElseGet(() -> WatchedReference.of(new Profile(0, List.of())));
    this.outputs =
        watched.equals(watched.withoutOutputs())
            ? 0
            : task.outputs().stream().mapToInt(TensorSpec::numbers).sum();
    this.recorders = reference.recorders(detector);
  }

  WatchedReference reference() {
    return reference;
  }

  /** Returns how many rows the next slice has. */
  long rows() {
    return rows;
  }

  /** Returns what a row lacks; null if it can be recorded. */
  @Nullable String problem(Row row, List<Float> made) {
    if (reference.rows() == 0) {
      return "of a version without a reference";
    }
    if (outputs > 0 && made.size() != outputs) {
      return "without the outputs of the network, which others have";
    }
    Strata strata = reference.strata();
    Stream<String> needed = watched.inputs().columns().stream().map(Column::name);
    return Stream.concat(needed, strata == null ? Stream.empty() : strata.columnName().stream())
        .filter(column -> row.schema().find(column).isEmpty())
        .findFirst()
        .map(column -> "without column " + column)
        .orElse(null);
  }

  /** Records a row that has no problem, answered no earlier than those before. */
  void add(Row row, String answer, List<Float> made, Instant time) {
    Reader reader = readers.computeIfAbsent(row.schema(), this::reader);
    double[] all = made.stream().mapToDouble(Float::doubleValue).toArray();
    AnsweredRow answered = reader.answered().show(row, value(answer), outputs > 0 ? all : null);
    reader.recorder().record(answered, recorders, reader.stratum(row, time));
    from = rows++ == 0 ? time : from;
    to = time;
  }

  /** Returns a slice of the rows since the last one; there must be some. */
  Slice cut() {
    Slice slice = new Slice(label, from, to, recorders.snapshot(), TrafficCounts.NONE);
    recorders = recorders.another();
    rows = 0;
    return slice;
  }

  private Reader reader(Schema logged) {
    return new Reader(
        new RowRecorder(watched.statistics(logged)),
        new AnsweredRow(logged, task),
        RowStratum.of(reference.strata(), logged));
  }

  private Object value(String answer) {
    if (task.answerType().isText()) {
      return answer;
    }
    try {
      return answer.startsWith("[")
          ? Arrays.stream(answer.substring(1, answer.length() - 1).split(", ?", -1))
              .map(Double::valueOf)
              .toList()
          : Double.valueOf(answer);
    } catch (NumberFormatException e) { // of a task of the user, which counts as missing
      return Double.NaN;
    }
  }
}
