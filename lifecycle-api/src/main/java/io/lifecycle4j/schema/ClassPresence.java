package io.lifecycle4j.schema;

import io.lifecycle4j.error.InvalidDataException;
import java.util.List;

/** Checks that rows have the classes without which a classification cannot be learned. */
final class ClassPresence {
  private ClassPresence() {}

  static void check(Classification task, List<Tensor> training, List<Tensor> others) {
    boolean[] trained = present(task, training);
    refuseOneClass(task, trained);
    ClassDecision decision = task.decision();
    if (decision == null) {
      return;
    }
    int positive = task.classes().indexOf(decision.positive());
    refuseMissing(task, trained[positive], "that the trainer receives");
    if (decision.isOpen()) {
      boolean found = present(task, others)[positive];
      refuseMissing(task, found, "on which the threshold is chosen, of validation if there is any,");
    }
  }

  private static boolean[] present(Classification task, List<Tensor> targets) {
    boolean[] present = new boolean[task.classes().size()];
    for (int row = 0; row < targets.get(0).size(); row++) {
      present[task.label(targets.get(0), row)] = true;
    }
    return present;
  }

  private static void refuseOneClass(Classification task, boolean[] present) {
    int count = 0;
    int last = 0;
    for (int i = 0; i < present.length; i++) {
      count += present[i] ? 1 : 0;
      last = present[i] ? i : last;
    }
    if (count == 1) {
      throw new InvalidDataException(
          String.format(
              "Invalid label column %s: every row that the trainer receives has the class '%s'"
                  + " (add rows of another class)",
              task.label(), task.classes().get(last)));
    }
  }

  private static void refuseMissing(Classification task, boolean found, String where) {
    if (!found) {
      throw new InvalidDataException(
          String.format(
              "Invalid label column %s: no row %s has the positive class (add rows of it, or split"
                  + " with stratified(\"%s\"))",
              task.label(), where, task.label()));
    }
  }
}
