package io.lifecycle4j.core.schema;

import io.lifecycle4j.schema.Baselines;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The label columns of a task, for labels as they are recorded: a text, a number, or a list.
 *
 * @param label returns the label of a thing; null if it has none
 * @param <T> the things that have labels
 */
public record LabelColumns<T>(Task<?> task, Function<T, @Nullable Object> label) {
  /** Adds a column for each label of the task. */
  public void addTo(Columns.Builder<T> columns) {
    List<String> labels = task.labels();
    for (int i = 0; i < labels.size(); i++) {
      add(labels.get(i), i, columns);
    }
  }

  private void add(String name, int place, Columns.Builder<T> columns) {
    if (areSets()) {
      columns.number(
          Column.of(name, DataType.BOOLEAN),
          thing -> label.apply(thing) instanceof List<?> own && own.contains(name) ? 1 : 0);
    } else if (isNumber()) {
      columns.float64(
          name, thing -> part(thing, place) instanceof Double number ? number : Double.NaN);
    } else {
      columns.string(name, thing -> String.valueOf(part(thing, place)));
    }
  }

  private boolean areSets() {
    return task.baselines() == Baselines.LABELS;
  }

  private boolean isNumber() {
    return task.answerType() == DataType.FLOAT64;
  }

  private @Nullable Object part(T thing, int place) {
    Object all = label.apply(thing);
    if (task.labels().size() == 1) {
      return all;
    }
    return all instanceof List<?> parts && place < parts.size() ? parts.get(place) : null;
  }

  /** Returns whether a thing has a label of this kind of task. */
  public boolean fits(T thing) {
    if (areSets()) {
      return label.apply(thing) instanceof List;
    }
    for (int i = 0; i < task.labels().size(); i++) {
      Object part = part(thing, i);
      if (isNumber() ? !(part instanceof Double) : !(part instanceof String)) {
        return false;
      }
    }
    return true;
  }
}
