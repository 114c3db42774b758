package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.schema.Places;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request with the inputs of a held-out row, changed by a perturbation. It is moved from row to
 * row. Not thread-safe.
 */
final class PerturbedRow implements Row {
  private final Schema inputs;
  private final int[] places;
  private final Perturbation perturbation;
  private final long seed;
  private @Nullable Row row;
  private long number;

  /**
   * Creates a view without a row.
   *
   * @param inputs the columns of a request
   * @param rows the columns of the rows
   */
  PerturbedRow(Schema inputs, Schema rows, Perturbation perturbation, long seed) {
    this.inputs = inputs;
    this.places = Places.of(inputs, rows);
    this.perturbation = perturbation;
    this.seed = seed;
  }

  /** Moves the view to a row, whose number among the rows determines all that is random. */
  PerturbedRow over(Row next, long numbered) {
    row = next;
    number = numbered;
    return this;
  }

  private Row row() {
    return required(row, "row");
  }

  private long cell(int column) {
    return mixed(mixed(mixed(seed) + number) + column);
  }

  /** Spreads each bit over all: variant 13 of the mixers of David Stafford. */
  private static long mixed(long bits) {
    long once = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
    return twice ^ (twice >>> 31);
  }

  @Override
  public Schema schema() {
    return inputs;
  }

  @Override
  public double number(int column) {
    inputs.column(column); // throws if there is none
    return perturbation.number(column, row().number(places[column]), cell(column));
  }

  @Override
  public String text(int column) {
    inputs.column(column);
    return perturbation.text(column, row().text(places[column]), cell(column));
  }

  @Override
  public void tensor(int column, float[] target, int offset) {
    inputs.column(column);
    row().tensor(places[column], target, offset);
    perturbation.tensor(column, target, offset, cell(column));
  }

  @Override
  public String toString() {
    return Row.describe(this);
  }
}
