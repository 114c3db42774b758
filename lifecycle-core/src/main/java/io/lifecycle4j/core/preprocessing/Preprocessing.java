package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.schema.Places;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Schema;
import java.util.List;

/** Learns from training rows what steps need to know. */
public final class Preprocessing {
  private Preprocessing() {}

  /**
   * Fits steps. The rows are read as often as the column with the most learning steps has such
   * steps, once at least; quantiles of more than 2<sup>20</sup> numbers take five times more. The
   * same rows give the same bits, whatever the number of processors.
   *
   * @param steps the steps, in order
   * @param input the columns of an input
   * @param training the training rows; they may have more columns than an input, the label for
   *     instance
   * @return the fitted steps, in the same order
   * @throws io.lifecycle4j.error.InvalidValueException if a step names a column that is not there
   *     or of another type, if a text has no step that makes it a number, if the rows lack a
   *     column, or if they hold nothing to learn from
   * @throws io.lifecycle4j.error.NotFoundException if the class path has no user step of an id
   */
  public static FittedPreprocessing fit(List<Step> steps, Schema input, TrainingRows training) {
    return fit(steps, input, training, Runtime.getRuntime().availableProcessors());
  }

  static FittedPreprocessing fit(
      List<Step> steps, Schema input, TrainingRows training, int threads) {
    StepRules.check(steps, input);
    Rows rows = LaggedRows.of(Fitting.given(steps), training.rows());
    int[] places = Places.of(input, rows.schema());
    Fitting fitting = new Fitting(steps, input, places);
    GoldenInputs.Collector golden = new GoldenInputs.Collector(input, places);
    try (TrainingPass pass = new TrainingPass(input, threads)) {
      pass.over(golden.watch(rows), fitting.learners());
      fitting.end();
      while (!fitting.learners().isEmpty()) {
        pass.over(rows, fitting.learners());
        fitting.end();
      }
    }
    FittedPreprocessing bare =
        new FittedPreprocessing(input, steps, fitting.steps(), List.of(), "");
    return new FittedPreprocessing(
        input, steps, bare.steps(), golden.prepared(bare), Json.fingerprint(bare));
  }
}
