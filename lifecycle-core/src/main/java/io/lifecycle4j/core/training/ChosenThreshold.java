package io.lifecycle4j.core.training;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Baselines;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.tracking.Run;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;

/**
 * The threshold that a training chose, and what it finds among the rows that it was chosen on.
 *
 * @param least the least probability of the positive class for which it is predicted
 * @param rows names the rows, such as {@code validation rows}
 * @param positives the number of rows of the positive class
 * @param predicted the number of rows for which it is predicted
 * @param found the number of rows of which both is true
 */
record ChosenThreshold(double least, String rows, int positives, int predicted, int found) {
  /** On fewer, one row more or less moves the recall by more than a tenth. */
  private static final int FEW = 10;

  /**
   * Describes the threshold of a task after training; empty if training did not choose it.
   *
   * @param trained the task, which had no threshold before
   */
  static Optional<ChosenThreshold> of(
      TaskCalls<?> trained, String rows, List<Tensor> outputs, List<Tensor> labels) {
    Task<?> task = trained.task();
    OptionalDouble least = trained.call("threshold", task::threshold);
    Optional<String> name = trained.call("positiveClass", task::positiveClass);
    if (least.isEmpty() || name.isEmpty() || task.baselines() != Baselines.CLASSES) {
      return Optional.empty();
    }
    int positive = task.classes().indexOf(name.get());
    int positives = 0;
    int predicted = 0;
    int found = 0;
    for (int row = 0; row < labels.get(0).size(); row++) {
      boolean own = labels.get(0).number(row) == positive;
      int place = row;
      Object decoded = trained.call("decode", () -> task.decode(outputs, place));
      boolean chosen = decoded.toString().equals(name.get());
      positives += own ? 1 : 0;
      predicted += chosen ? 1 : 0;
      found += own && chosen ? 1 : 0;
    }
    return Optional.of(new ChosenThreshold(least.getAsDouble(), rows, positives, predicted, found));
  }

  /** Logs it, and a warning if it rests on few rows. */
  void log(String model, Logger log) {
    log.info(
        String.format(
            Locale.ROOT,
            "Threshold of %s: %.4g (finds %d of the %d positives among %s, at a precision of %.2f)",
            model,
            least,
            found,
            positives,
            rows,
            precision()));
    if (found < FEW) {
      log.warn(
          "The threshold of {} rests on {} positives among {}: on other rows, its precision may be"
              + " far from the one that was asked for (at least {} are needed: add or hold back"
              + " more)",
          model,
          found,
          rows,
          FEW);
    }
  }

  /**
   * Records the parameters of decisions.
   *
   * @param task the task of a version, which may declare a threshold
   * @param chosen what the threshold finds, if training chose it
   */
  static void record(TaskCalls<?> task, Optional<ChosenThreshold> chosen, Run run) {
    OptionalDouble least = task.call("threshold", task.task()::threshold);
    if (least.isPresent()) {
      run.batch(
          all -> {
            all.param("decision.threshold", least.getAsDouble());
            chosen.ifPresent(
                found ->
                    all.param("decision.positives", found.positives())
                        .param("decision.found", found.found())
                        .param("decision.precision", found.precision()));
          });
    }
  }

  private double precision() {
    return (double) found / predicted;
  }
}
