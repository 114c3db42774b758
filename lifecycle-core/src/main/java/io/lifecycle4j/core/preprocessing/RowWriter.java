package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.schema.Places;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.nio.FloatBuffer;

/**
 * Writes rows as the numbers that a network takes: a fitted preprocessing, compiled for rows of one
 * schema.
 *
 * <p>Not thread-safe, since it reuses one array for tensors: make one for each thread or slot. A
 * row gives the same bits alone and in a batch. Writing allocates nothing.
 */
public final class RowWriter {
  private final Schema rows;
  private final int width;
  private final CellWriter[] cells;

  private RowWriter(Schema rows, int width, CellWriter[] cells) {
    this.rows = rows;
    this.width = width;
    this.cells = cells;
  }

  /**
   * Compiles a fitted preprocessing.
   *
   * @param preprocessing the fitted preprocessing
   * @param rows the columns of the rows to be written; they may be more, and in another order, than
   *     those of an input
   * @return the writer
   * @throws io.lifecycle4j.error.InvalidValueException if the rows lack a column of an input, or a
   *     step does not fit its column
   */
  public static RowWriter of(FittedPreprocessing preprocessing, Schema rows) {
    Schema input = required(preprocessing, "preprocessing").input();
    required(rows, "schema of the rows");
    Chains chains = new Chains(input, Places.of(input, rows), preprocessing.steps());
    preprocessing.steps().forEach(chains::then);
    CellWriter[] cells = chains.all().stream().map(Chain::writer).toArray(CellWriter[]::new);
    return new RowWriter(rows, preprocessing.width(), cells);
  }

  /** Returns the columns of the rows to be written. */
  Schema rows() {
    return rows;
  }

  /**
   * Tells how many numbers one row becomes.
   *
   * @return the width
   */
  public int width() {
    return width;
  }

  /**
   * Appends a row at the position of a buffer.
   *
   * @param row a row of the schema given at the start
   * @param target takes {@link #width()} numbers, in the order of the input columns; after an
   *     exception its position is where it was
   * @throws io.lifecycle4j.error.InvalidValueException if a number is missing and no step fills it,
   *     or is too great for 32 bits
   */
  public void write(Row row, FloatBuffer target) {
    if (target.remaining() < width) { // a check with arguments would box them for every row
      throw new InvalidValueException(
          String.format(
              "Invalid target: %s numbers left (a row has %s)", target.remaining(), width));
    }
    int start = target.position();
    boolean written = false;
    try {
      for (CellWriter cell : cells) {
        cell.write(row, target);
      }
      written = true;
    } finally {
      if (!written) {
        target.position(start);
      }
    }
  }

  /**
   * Returns the numbers of a row.
   *
   * @param row a row of the schema given at the start
   * @return {@code float[width]}, in the order of {@link FittedPreprocessing#output}, a new array
   * @throws io.lifecycle4j.error.InvalidValueException if a number is missing and no step fills it,
   *     or is too great for 32 bits
   */
  public float[] numbers(Row row) {
    float[] numbers = new float[width];
    write(row, FloatBuffer.wrap(numbers));
    return numbers;
  }
}
