package io.lifecycle4j.schema;

import io.lifecycle4j.error.InvalidDataException;
import java.util.List;

/** Checks that rows have the classes without which a classification cannot be learned. */
final class ClassPresence {
  private ClassPresence() {}

  static void check(Classification task, List<Tensor> training, List<Tensor> others) {
    refuseOneClass(task, present(task, training));
    ClassDecision decision = task.decision();
    if (!decision.isOpen()) {
      return;
    }
    int positive = decision.positive(task.classes());
    if (!present(task, others)[positive]) {
      throw new InvalidDataException(
          String.format(
              "Invalid label column %s: no row for the choice of the threshold has the class '%s'"
                  + " (add validation rows of it, or split with stratified(\"%s\"))",
              task.label(), task.classes().get(positive), task.label()));
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
}
