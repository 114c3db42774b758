package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Row;
import java.nio.FloatBuffer;
import java.util.function.ToIntFunction;

/**
 * The processing of one column by the steps fitted so far, from a row to numbers.
 *
 * <p>The same chain supplies the values that a later step learns from and the input of the network.
 * Immutable and thread-safe.
 */
interface Chain {
  default Chain then(FittedStep step) {
    throw wrong(step);
  }

  default StepLearner learner(Step step) {
    throw wrong(step);
  }

  /** Returns a writer of the values of this chain; it is not thread-safe. */
  CellWriter writer();

  /**
   * The end of a one-hot encoded column: 1 at one place, 0 at the others.
   *
   * @param place finds the place for a row, -1 for none
   */
  record Places(int width, ToIntFunction<Row> place) implements Chain {
    @Override
    public CellWriter writer() {
      return (row, target) -> {
        int one = place.applyAsInt(row);
        for (int i = 0; i < width; i++) {
          target.put(0);
        }
        if (one >= 0) {
          target.put(target.position() - width + one, 1);
        }
      };
    }
  }

  /**
   * The end of a column that becomes ids.
   *
   * @param writer writes the ids of a row; thread-safe
   */
  record Ids(CellWriter writer) implements Chain {}

  /** A time, which the network receives only as parts, in derived columns. */
  record Time() implements Chain {
    @Override
    public CellWriter writer() {
      return (row, target) -> {};
    }
  }

  /** Steps may also come from a file, where no rule was checked. */
  static InvalidValueException wrong(Object step) {
    return new InvalidValueException("Invalid preprocessing: " + step + " does not fit its column");
  }

  /** Writes one column of a row as numbers. */
  interface CellWriter {
    void write(Row row, FloatBuffer target);
  }
}
