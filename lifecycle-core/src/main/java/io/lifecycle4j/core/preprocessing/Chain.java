package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Row;
import java.util.function.ToIntFunction;

/**
 * A column on its way from a row to numbers, as far as some fitted steps bring it.
 *
 * <p>The same chain gives the rows that a later step learns from and those that a network takes.
 * Immutable and thread-safe.
 */
interface Chain {
  Chain then(FittedStep step);

  default StepLearner learner(Step step) {
    throw wrong(step);
  }

  /** Writes what this chain gives; for one thread at a time. */
  CellWriter writer();

  /**
   * The end of a column that a step spread over several numbers: 1 at one place, 0 at the others.
   *
   * @param width how many numbers there are
   * @param place finds the place of a row, -1 for none
   */
  record Places(int width, ToIntFunction<Row> place) implements Chain {
    @Override
    public Chain then(FittedStep step) {
      throw wrong(step);
    }

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

  /** A time, which goes to the network in parts of its own. */
  record Time() implements Chain {
    @Override
    public Chain then(FittedStep step) {
      throw wrong(step);
    }

    @Override
    public CellWriter writer() {
      return (row, target) -> {};
    }
  }

  /** Steps come from a file too, where rules do not hold. */
  static InvalidValueException wrong(Object step) {
    return new InvalidValueException("Invalid preprocessing: " + step + " does not fit its column");
  }
}
