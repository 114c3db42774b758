package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.LoggedPrediction;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A cursor over the cells of predictions, for conditions on them. Not thread-safe. */
final class RowFacts implements Facts {
  private final Columns<LoggedPrediction> columns;
  private @Nullable Row row;

  RowFacts(Columns<LoggedPrediction> columns) {
    this.columns = columns;
  }

  /** Moves to a prediction. */
  RowFacts of(LoggedPrediction prediction) {
    row = columns.row(prediction);
    return this;
  }

  @Override
  public OptionalDouble number(Subject subject) {
    OptionalInt place = columns.schema().find(subject.key());
    if (row == null || place.isEmpty()) {
      return OptionalDouble.empty();
    }
    DataType type = columns.schema().column(place.getAsInt()).type();
    boolean hasNumber = !type.isText() && type != DataType.TENSOR;
    double number = hasNumber ? row.number(place.getAsInt()) : Double.NaN;
    return Double.isNaN(number) ? OptionalDouble.empty() : OptionalDouble.of(number);
  }

  @Override
  public List<String> texts(Subject subject) {
    OptionalInt place = columns.schema().find(subject.key());
    if (row == null || place.isEmpty()) {
      return List.of();
    }
    Column column = columns.schema().column(place.getAsInt());
    String text = ShownCell.inFull(column, row, place.getAsInt());
    return text.isEmpty() ? List.of() : List.of(text);
  }
}
