package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A row with some columns of another row and some of its own, of which a subclass has the values.
 * It is moved from row to row. Not thread-safe.
 */
public abstract class RowView implements Row {
  /** In place of the place in the other row: the column is the view's own. */
  public static final int OWN = -1;

  private final Schema schema;
  private final int[] places;
  private @Nullable Row row;

  /**
   * Creates a view without a row.
   *
   * @param places the place of each column in the other row, or {@link #OWN}
   */
  protected RowView(Schema schema, int[] places) {
    this.schema = schema;
    this.places = places;
  }

  /** Creates a view whose own columns follow the first ones, which are those of the other row. */
  protected RowView(Schema schema, int first) {
    this(
        schema,
        IntStream.range(0, schema.columns().size()).map(i -> i < first ? i : OWN).toArray());
  }

  /** Moves the view to another row. */
  public final RowView over(Row next) {
    row = next;
    return this;
  }

  /** Returns a number of the view's own. */
  protected double own(int column) {
    throw WrongRead.of(schema, column, "a number");
  }

  /** Returns a text of the view's own. */
  protected String ownText(int column) {
    throw WrongRead.of(schema, column, "text");
  }

  /** Copies a tensor of the view's own. */
  protected void ownTensor(int column, float[] target, int offset) {
    throw WrongRead.of(schema, column, "a tensor");
  }

  @Override
  public final Schema schema() {
    return schema;
  }

  @Override
  public final double number(int column) {
    int place = place(column);
    return place == OWN ? own(column) : required(row, "row").number(place);
  }

  @Override
  public final String text(int column) {
    int place = place(column);
    return place == OWN ? ownText(column) : required(row, "row").text(place);
  }

  @Override
  public final void tensor(int column, float[] target, int offset) {
    int place = place(column);
    if (place == OWN) {
      ownTensor(column, target, offset);
    } else {
      required(row, "row").tensor(place, target, offset);
    }
  }

  private int place(int column) {
    if (column < 0 || column >= places.length) {
      schema.column(column); // throws
    }
    return places[column];
  }

  @Override
  public final String toString() {
    return Row.describe(this);
  }
}
