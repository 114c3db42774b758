package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.evaluation.StressTest;
import java.util.Optional;
import java.util.function.Consumer;

/** The model that answered rows. */
@FunctionalInterface
interface Answering {
  /** Decodes the predicted value of a row. */
  Object decode(int row);

  /** Returns what it takes to run the model; empty, the default, if it cannot be run. */
  default Optional<RunCost> cost() {
    return Optional.empty();
  }

  /** Returns the answers to a selection of the rows, in this order. */
  default Answering among(int[] places) {
    Answering all = this;
    return new Answering() {
      @Override
      public Object decode(int row) {
        return all.decode(places[row]);
      }

      @Override
      public Optional<RunCost> cost() {
        return all.cost();
      }
    };
  }

  /**
   * Runs the model on the rows, changed by a test. Default: these rows are a selection, which
   * cannot be run.
   *
   * @param each receives what became of the rows, for each column of the test
   */
  default void stress(StressTest test, Consumer<? super Stressed> each) {
    throw new InvalidValueException(
        "Invalid stress test: " + test + " of a selection of rows (must be of all)");
  }
}
