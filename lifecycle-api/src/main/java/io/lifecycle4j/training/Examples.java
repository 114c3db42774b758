package io.lifecycle4j.training;

import java.nio.FloatBuffer;

/**
 * Prepared rows with their truths, by place.
 *
 * <p>Immutable and thread-safe.
 */
public interface Examples {
  /**
   * Counts the rows.
   *
   * @return the number of rows
   */
  int size();

  /**
   * Tells how many numbers one row has.
   *
   * @return the width of a row
   */
  int width();

  /**
   * Copies rows into a batch.
   *
   * @param rows places of the rows, from 0
   * @param features takes {@code float[rows][width]} in row-major order, from its position on
   * @param truths takes {@code float[rows]}: class indices or values, from its position on
   */
  void read(int[] rows, FloatBuffer features, FloatBuffer truths);
}
