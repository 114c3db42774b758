package io.lifecycle4j.core.evaluation;

import java.util.SplittableRandom;

/**
 * Changes the cells of rows. The same cell of the same row is always changed in the same way,
 * however often and in whatever order cells are read. Thread-safe.
 */
interface Perturbation {
  /**
   * Changes a number.
   *
   * @param column the index of the input column
   * @param value the number, NaN if missing
   * @param cell determines all that is random
   */
  default double number(int column, double value, long cell) {
    return value;
  }

  /** Changes a text, empty if missing. */
  default String text(int column, String value, long cell) {
    return value;
  }

  /** Changes the numbers of a tensor, which begin at an offset. */
  default void tensor(int column, float[] numbers, int offset, long cell) {}

  /** Returns what makes a random choice of a cell. */
  static SplittableRandom random(long cell) {
    return new SplittableRandom(cell);
  }
}
