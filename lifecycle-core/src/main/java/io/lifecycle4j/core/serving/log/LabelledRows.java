package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.data.FilesOfData;
import io.lifecycle4j.core.data.GuardedContent;
import io.lifecycle4j.core.schema.LabelColumns;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.RecordReader;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.GroundTruth;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Predictions as labelled rows: their inputs, and their ground truth in the label columns.
 *
 * @param inputs the columns of the inputs of the model; those that are private are left out
 * @param lastErasure returns the last erasure of the model
 */
record LabelledRows(
    Predictions predictions, Schema inputs, Task<?> task, Supplier<Optional<String>> lastErasure)
    implements RecordReader<LoggedPrediction> {
  /** Says where a version of a dataset came from. */
  static final String FILE = "predictions.jsonl";

  private static final Logger LOG = LoggerFactory.getLogger(LabelledRows.class);

  Source source() {
    Columns<LoggedPrediction> columns = columns();
    Content rows = new GuardedContent(new FilesOfData().jsonLines(columns, this), this::guard);
    return new Source(
        new Format("jsonl", Map.of()), List.of(new NamedContent(FILE, rows)), columns.schema());
  }

  /** Returns what throws if some are erased from now on: they may have been passed on. */
  private Runnable guard() {
    Optional<String> before = lastErasure.get();
    return () -> {
      if (!lastErasure.get().equals(before)) {
        throw new ConflictException(
            "Cannot read " + predictions + " as a source: some were erased meanwhile (read again)");
      }
    };
  }

  private List<Column> logged() {
    return inputs.columns().stream().filter(column -> !column.isPrivate()).toList();
  }

  private Columns<LoggedPrediction> columns() {
    Columns.Builder<LoggedPrediction> columns = Columns.from(LoggedPrediction.class);
    for (Column column : logged()) {
      PredictionTable.addAs(column, columns);
    }
    labels().addTo(columns);
    return columns.build();
  }

  private LabelColumns<LoggedPrediction> labels() {
    return new LabelColumns<>(task, LabelledRows::label);
  }

  private static @Nullable Object label(LoggedPrediction prediction) {
    return prediction.findGroundTruth().map(GroundTruth::label).orElse(null);
  }

  /** Passes on the rows that a model can be trained on, and logs how many it left out, and why. */
  @Override
  public void read(Consumer<LoggedPrediction> action) {
    Runnable guard = guard();
    Map<String, Long> left = new LinkedHashMap<>();
    long[] rows = {0};
    predictions.forEach(
        prediction -> {
          String problem = problem(prediction);
          if (problem == null) {
            rows[0]++;
            action.accept(prediction);
          } else {
            left.merge(problem, 1L, Long::sum);
          }
        });
    guard.run();
    if (rows[0] == 0) {
      throw new InvalidDataException(
          String.format(
              "Cannot read %s as a source: no rows (needs at least 1); left out: %s",
              predictions, left));
    }
    LOG.info("{} as a source: {} rows; left out: {}", predictions, rows[0], left);
  }

  private @Nullable String problem(LoggedPrediction prediction) {
    Row input = prediction.findInput().orElse(null);
    if (input == null) {
      return "without input";
    }
    if (!task.labels().isEmpty() && label(prediction) == null) {
      return "without ground truth";
    }
    if (!labels().fits(prediction)) {
      return "with ground truth of another task";
    }
    return logged().stream().allMatch(column -> has(input, column)) ? null : "that lack a cell";
  }

  private static boolean has(Row input, Column column) {
    OptionalInt place = input.schema().find(column.name());
    if (place.isEmpty()) {
      return false;
    }
    DataType type = input.schema().column(place.getAsInt()).type();
    if (type.isText() != column.type().isText()
        || (type == DataType.TENSOR) != (column.type() == DataType.TENSOR)) {
      return false; // the column has changed
    }
    if (column.isNullable() || type == DataType.TENSOR) {
      return true;
    }
    return type.isText()
        ? !input.text(place.getAsInt()).isEmpty()
        : !Double.isNaN(input.number(place.getAsInt()));
  }
}
