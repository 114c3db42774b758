package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.preprocessing.Chain.CellWriter;
import io.lifecycle4j.core.schema.Places;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.TensorSpec;
import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Writes rows as the input of a network: a fitted preprocessing, compiled for rows of one schema.
 *
 * <p>Not thread-safe, since it reuses an array for tensors: each thread or slot needs its own. A
 * row has the same bits alone and in a batch. Writing allocates nothing but the words of tokens.
 */
public final class RowWriter {
  private final Schema rows;
  private final int width;
  private final CellWriter[] cells;

  /** The network input that each cell is part of. */
  private final int[] inputs;

  /** The positions of the inputs before the current row. */
  private final int[] starts;

  private RowWriter(
      Schema rows, FittedPreprocessing preprocessing, CellWriter[] cells, int[] inputs) {
    this.rows = rows;
    this.width = preprocessing.width();
    this.cells = cells;
    this.inputs = inputs;
    this.starts = new int[preprocessing.inputs().size()];
  }

  /**
   * Compiles a fitted preprocessing.
   *
   * @param rows the columns of the rows; there may be more than those of an input, in another order
   * @throws io.lifecycle4j.error.InvalidValueException if the rows lack a column of an input, or a
   *     step does not fit its column
   */
  public static RowWriter of(FittedPreprocessing preprocessing, Schema rows) {
    Schema input = required(preprocessing, "preprocessing").input();
    required(rows, "schema of the rows");
    Chains chains = new Chains(input, Places.of(input, rows), preprocessing.steps());
    preprocessing.steps().forEach(chains::then);
    CellWriter[] cells = chains.all().stream().map(Chain::writer).toArray(CellWriter[]::new);
    return new RowWriter(rows, preprocessing, cells, inputs(preprocessing, chains));
  }

  private static int[] inputs(FittedPreprocessing preprocessing, Chains chains) {
    List<String> names = preprocessing.inputs().stream().map(TensorSpec::name).toList();
    return chains.columns().stream()
        .mapToInt(column -> Math.max(0, names.indexOf(preprocessing.inputOf(column))))
        .toArray();
  }

  Schema rows() {
    return rows;
  }

  /** Returns how many numbers a row becomes, over all inputs. */
  public int width() {
    return width;
  }

  /**
   * Appends a row to the inputs of the network.
   *
   * @param targets a buffer for each of {@link FittedPreprocessing#inputs}, in their order, written
   *     from its position on; an exception restores all positions
   * @throws io.lifecycle4j.error.InvalidValueException if a number is missing and no step fills it,
   *     or is too large for 32 bits
   */
  public void write(Row row, FloatBuffer[] targets) {
    if (targets.length != starts.length) {
      throw new InvalidValueException(
          String.format("Invalid targets: %s (must be %s)", targets.length, starts.length));
    }
    for (int i = 0; i < starts.length; i++) {
      starts[i] = targets[i].position();
    }
    boolean written = false;
    try {
      for (int i = 0; i < cells.length; i++) {
        cells[i].write(row, targets[inputs[i]]);
      }
      written = true;
    } catch (BufferOverflowException e) {
      throw new InvalidValueException("Invalid targets: too small (a row needs " + width + ")", e);
    } finally {
      for (int i = 0; !written && i < starts.length; i++) {
        targets[i].position(starts[i]);
      }
    }
  }

  /**
   * Appends a row to a buffer, all inputs in the order of their columns.
   *
   * @param target receives {@link #width()} numbers, in the order of the input columns; an
   *     exception restores its position
   * @throws io.lifecycle4j.error.InvalidValueException as {@link #write(Row, FloatBuffer[])} does
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
   * Returns the numbers of a row: a new {@code float[width]}, in the order of {@link
   * FittedPreprocessing#output}.
   *
   * @throws io.lifecycle4j.error.InvalidValueException as {@link #write(Row, FloatBuffer[])} does
   */
  public float[] numbers(Row row) {
    float[] numbers = new float[width];
    write(row, FloatBuffer.wrap(numbers));
    return numbers;
  }
}
