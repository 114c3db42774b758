package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.monitoring.strata.Strata;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.SameSeason;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.util.List;

/** What a monitor cannot watch is rejected before a model is open, instead of being left out. */
public final class MonitorChecks {
  private MonitorChecks() {}

  /**
   * Checks that a monitor can watch a model.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the inputs have no column of its
   *     segments, or nothing that is watched, or if answers have nothing to be compared with
   */
  public static void inputs(DriftMonitor plan, Schema inputs, String model) {
    plan.by().ifPresent(by -> Strata.requireSegments(inputs, by, "the input of " + model));
    answers(plan, model);
    String season = plan.sameSeason().map(SameSeason::column).orElse("");
    check(
        !plan.inputsOnly()
            || inputs.columns().stream()
                .anyMatch(
                    column -> !WatchedColumns.isLeftOut(column) && !column.name().equals(season)),
        "Invalid drift monitor of %s: inputsOnly() (none of its inputs is watched: %s)",
        model,
        inputs.names());
    plan.alarms().forEach(alarm -> condition("alarm", alarm, plan));
  }

  /**
   * Checks that a monitor compares answers, or is said not to.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it should, but its reference has none
   */
  public static void answers(DriftMonitor plan, String model) {
    boolean needsTimes = plan.sameSeason().isPresent() || plan.dependentWithin().isPresent();
    check(
        !needsTimes || plan.inputsOnly(),
        "Invalid drift monitor of %s: its predictions cannot be compared by seasons or blocks of"
            + " time (the reference has none; needs inputsOnly())",
        model);
  }

  /**
   * Checks that a monitor can watch a function, which has no answers to compare with but those of
   * its first windows.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it names a reference, which has none
   */
  public static void function(DriftMonitor plan, String model) {
    check(
        plan.reference().isEmpty() || plan.inputsOnly(),
        "Invalid drift monitor of %s: the predictions of a function cannot be compared with %s"
            + " (which has none; needs inputsOnly(), or no reference)",
        model,
        plan.reference().map(rows -> rows.ref().toString()).orElse(""));
  }

  /**
   * Rejects a condition on the drift of a column that the model does not have: it would never hold.
   *
   * @param what what the condition is, for messages
   * @param inputs the columns of the inputs
   */
  public static void condition(String what, Condition condition, Schema inputs, Task<?> task) {
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

  /**
   * Rejects a condition on answers that a monitor leaves out: it would never hold.
   *
   * @param what what the condition is, for messages
   */
  public static void condition(String what, Condition condition, DriftMonitor plan) {
    for (Subject subject : condition.subjects()) {
      if (plan.inputsOnly()
          && subject instanceof WatchSubject.Drift drift
          && AnswerColumns.isAnswer(drift.key())) {
        throw new InvalidValueException(
            String.format(
                "Invalid %s: %s (the monitor leaves predictions out; needs one without"
                    + " inputsOnly())",
                what, condition));
      }
    }
  }

  /** Returns whether a name is that of a column or of one of its statistics. */
  private static boolean isKnown(String name, List<String> columns) {
    return columns.stream()
        .anyMatch(column -> name.equals(column) || name.startsWith(column + "."));
  }
}
