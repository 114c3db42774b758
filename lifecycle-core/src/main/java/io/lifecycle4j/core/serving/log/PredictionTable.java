package io.lifecycle4j.core.serving.log;

import static java.util.Objects.requireNonNullElse;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.IncompatibleSchemaException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.Arm;
import io.lifecycle4j.serving.GroundTruth;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.LoggedPrediction.Failure;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Predictions as a table, with the columns of their inputs.
 *
 * @param predictions passes on each prediction
 */
record PredictionTable(
    Columns<LoggedPrediction> columns, Consumer<Consumer<LoggedPrediction>> predictions)
    implements Rows {
  private static final double NANOS = 1e6;

  /**
   * Returns the columns.
   *
   * @param inputs those of the inputs of each session; null if it logs none
   * @throws IncompatibleSchemaException if two sessions have different columns of one name
   */
  static Columns<LoggedPrediction> columns(String model, List<? extends @Nullable Schema> inputs) {
    Columns.Builder<LoggedPrediction> table =
        Columns.from(LoggedPrediction.class)
            .string("id", LoggedPrediction::id)
            .number(
                Column.of("time", DataType.TIMESTAMP),
                prediction -> prediction.time().toEpochMilli())
            .number(
                Column.builder("version", DataType.INT64).nullable().build(),
                prediction ->
                    prediction.version().isEmpty() ? Double.NaN : prediction.version().getAsInt())
            .number(Column.of("plan", DataType.INT64), LoggedPrediction::plan)
            .string("arm", prediction -> prediction.findArm().map(Arm::name).orElse(null))
            .float64("latency_ms", prediction -> prediction.latency().toNanos() / NANOS)
            .string("answer", prediction -> prediction.findAnswer().orElse(null))
            .float64("probability", prediction -> prediction.probability().orElse(Double.NaN))
            .string(
                "failure", prediction -> prediction.findFailure().map(Failure::code).orElse(null))
            .string(
                "message",
                prediction -> prediction.findFailure().map(Failure::message).orElse(null))
            .string("key", prediction -> prediction.findKey().orElse(null))
            .string("truth", prediction -> truth(prediction, one -> one.label().toString()))
            .number(
                Column.builder("truth_time", DataType.TIMESTAMP).nullable().build(),
                prediction ->
                    requireNonNullElse(
                        truth(prediction, one -> (double) one.time().toEpochMilli()), Double.NaN));
    Map<String, Column> found = new LinkedHashMap<>();
    for (Schema schema : inputs) {
      if (schema != null) {
        schema.columns().forEach(column -> add(model, column, found));
      }
    }
    found.values().forEach(column -> add(column, table));
    return table.build();
  }

  private static <T> @Nullable T truth(LoggedPrediction prediction, Function<GroundTruth, T> part) {
    GroundTruth truth = prediction.findGroundTruth().orElse(null);
    return truth == null ? null : part.apply(truth);
  }

  private static void add(String model, Column column, Map<String, Column> found) {
    Column other = found.putIfAbsent(column.name(), column);
    if (other != null && (other.type() != column.type() || !other.shape().equals(column.shape()))) {
      String change = column.name() + " was " + kind(other) + ", then " + kind(column);
      throw new IncompatibleSchemaException(
          "Cannot write the predictions of "
              + model
              + ": "
              + change
              + " (select a time with one of them)",
          List.of(change));
    }
  }

  private static String kind(Column column) {
    return column.shape().isEmpty()
        ? column.type().toString()
        : column.type() + " " + column.shape();
  }

  private static void add(Column input, Columns.Builder<LoggedPrediction> table) {
    String name = "inputs." + input.name();
    switch (input.type()) {
      case STRING, CATEGORICAL -> table.string(name, prediction -> text(prediction, input.name()));
      case TENSOR ->
          table.tensor(
              Column.builder(name, DataType.TENSOR).shape(input.shape()).build(),
              (prediction, target, offset) -> tensor(prediction, input, target, offset));
      // written like FLOAT64, without its limits
      case INT64 -> table.float64(name, prediction -> number(prediction, input.name()));
      default ->
          table.number(
              Column.builder(name, input.type()).nullable().build(),
              prediction -> number(prediction, input.name()));
    }
  }

  /** Adds a column of the input with its own name and type. */
  static void addAs(Column input, Columns.Builder<LoggedPrediction> table) {
    if (input.type().isText()) {
      table.text(input, prediction -> text(prediction, input.name()));
    } else if (input.type() == DataType.TENSOR) {
      table.tensor(
          input, (prediction, target, offset) -> tensor(prediction, input, target, offset));
    } else {
      table.number(input, prediction -> number(prediction, input.name()));
    }
  }

  private static double number(LoggedPrediction prediction, String name) {
    Row input = prediction.findInput().orElse(null);
    OptionalInt place = input == null ? OptionalInt.empty() : input.schema().find(name);
    return input == null || place.isEmpty() ? Double.NaN : input.number(place.getAsInt());
  }

  private static @Nullable String text(LoggedPrediction prediction, String name) {
    Row input = prediction.findInput().orElse(null);
    OptionalInt place = input == null ? OptionalInt.empty() : input.schema().find(name);
    return input == null || place.isEmpty() ? null : input.text(place.getAsInt());
  }

  private static void tensor(
      LoggedPrediction prediction, Column column, float[] target, int offset) {
    Row input = prediction.findInput().orElse(null);
    OptionalInt place = input == null ? OptionalInt.empty() : input.schema().find(column.name());
    if (input == null || place.isEmpty()) {
      Arrays.fill(target, offset, offset + column.cells(), Float.NaN);
    } else {
      input.tensor(place.getAsInt(), target, offset);
    }
  }

  @Override
  public Schema schema() {
    return columns.schema();
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    predictions.accept(prediction -> action.accept(columns.row(prediction)));
  }
}
