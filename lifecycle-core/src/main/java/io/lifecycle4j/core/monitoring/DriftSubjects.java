package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.util.List;

/** The columns whose drift a condition may compare. */
public final class DriftSubjects {
  private DriftSubjects() {}

  /**
   * Rejects a condition on the drift of a column that the model does not have: it would never hold.
   *
   * @param what what the condition is, for messages
   * @param inputs the columns of the inputs
   */
  public static void check(String what, Condition condition, Schema inputs, Task<?> task) {
    List<String> columns =
        AnswerColumns.of(task).after(inputs).columns().stream().map(Column::name).toList();
    for (Subject subject : condition.subjects()) {
      if (subject instanceof WatchSubject.Drift drift && !isKnown(drift.key(), columns)) {
        throw new InvalidValueException(
            String.format(
                "Invalid %s: %s (no column %s; %sthere are %s)",
                what,
                condition,
                drift.key(),
                SimilarNames.find(drift.key(), columns)
                    .map(name -> "did you mean " + name + "? ")
                    .orElse(""),
                columns));
      }
    }
  }

  /** Returns whether a name is that of a column or of one of its statistics. */
  private static boolean isKnown(String name, List<String> columns) {
    return columns.stream()
        .anyMatch(column -> name.equals(column) || name.startsWith(column + "."));
  }
}
