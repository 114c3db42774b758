package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Maps the inputs of a Java type to rows.
 *
 * <p>Immutable and thread-safe. A record class is mapped by the names of its components; any other
 * type is mapped explicitly:
 *
 * <pre>{@code
 * Columns.from(Payment.class).float64("amount", Payment::amount).string("country", Payment::country).build()
 * }</pre>
 *
 * @param <T> the type of an input
 */
public final class Columns<T> {
  private final Class<T> type;
  private final Schema schema;
  private final Cell<T>[] cells;

  @SuppressWarnings("unchecked") // an array, since each number of each row is looked up in it
  private Columns(Class<T> type, Schema schema, List<Cell<T>> cells) {
    this.type = type;
    this.schema = schema;
    this.cells = (Cell<T>[]) cells.toArray(new Cell<?>[0]);
  }

  /**
   * Maps a record class: a column for each component, by name.
   *
   * <p>Numbers become {@link DataType#FLOAT64} or {@link DataType#INT64}, booleans {@link
   * DataType#BOOLEAN}, texts {@link DataType#STRING}, enums {@link DataType#CATEGORICAL} with the
   * names of their constants, and {@link java.time.Instant}, {@link java.time.LocalDateTime} and
   * {@link java.time.LocalDate} {@link DataType#TIMESTAMP}. A column is nullable if its component
   * is boxed, optional or annotated with {@code Nullable}.
   *
   * <p>A list of texts becomes one text with a line for each, as {@code tokens} takes it; an empty
   * list is missing. Numbers in an array, {@code float[]}, or a list, {@code List<Float>}, and a
   * {@link GrayImage} with its intensities from 0 to 255, become a {@link DataType#TENSOR}, whose
   * shape must be given, since a record class does not tell it:
   *
   * <pre>{@code
   * Columns.of(Scan.class, Column.tensor("image", 1, 28, 28), Column.tensor("pulse", 1, 64))
   * }</pre>
   *
   * @param <R> the record class
   * @param type the record class
   * @param tensors a column for each component that is a tensor, of the same name; reading an input
   *     of another size throws an {@link InvalidValueException}
   * @return the columns
   * @throws io.lifecycle4j.error.InvalidValueException if a component has another type, a tensor
   *     has no shape, a column is not that of a tensor, or the class is not accessible
   */
  public static <R> Columns<R> of(Class<R> type, Column... tensors) {
    return RecordColumns.of(
        required(type, "record class"), Arrays.asList(required(tensors, "columns of tensors")));
  }

  /**
   * Begins columns that are mapped explicitly.
   *
   * @param <R> the type of an input
   * @param type the type of an input
   * @return a builder
   */
  public static <R> Builder<R> from(Class<R> type) {
    return new Builder<>(required(type, "input type"));
  }

  /**
   * Changes what is declared of a column, such as {@code change("iban", ColumnBuilder::asPrivate)}.
   *
   * @param name the name
   * @param change changes a builder with all parts of the column, but neither its type nor its
   *     shape
   * @return columns that read the same cells
   * @throws io.lifecycle4j.error.NotFoundException if there is no such column
   * @throws InvalidValueException if the changed column has another type or shape
   */
  public Columns<T> change(String name, UnaryOperator<ColumnBuilder> change) {
    Schema changed = schema.change(name, change);
    Column before = schema.column(schema.indexOf(name));
    Column after = changed.column(changed.indexOf(name));
    check(
        after.type() == before.type() && after.shape().equals(before.shape()),
        "Invalid change: %s (must have the type and the shape of %s)",
        after,
        before);
    return new Columns<>(type, changed, Arrays.asList(cells));
  }

  /**
   * Returns the type of an input.
   *
   * @return the class
   */
  public Class<T> type() {
    return type;
  }

  /**
   * Returns the columns of an input.
   *
   * @return the schema
   */
  public Schema schema() {
    return schema;
  }

  /**
   * Returns a row view of an input. The view stays valid as long as the input does.
   *
   * @param input the input
   * @return the row
   * @throws io.lifecycle4j.error.InvalidValueException if the input is null or, from a caller
   *     without generics, of another type
   */
  public Row row(T input) {
    if (!type.isInstance(required(input, "input")) && !type.isPrimitive()) {
      throw new InvalidValueException(
          String.format(
              "Invalid input: %s (must be %s)", input.getClass().getName(), type.getName()));
    }
    return new View<>(this, input);
  }

  /**
   * Copies a tensor out of an input.
   *
   * @param <T> the type of an input
   */
  @FunctionalInterface
  public interface TensorReader<T> {
    /**
     * Copies the numbers, in row-major order.
     *
     * @param input the input
     * @param target the array to copy to
     * @param offset the first index in the target
     */
    void copy(T input, float[] target, int offset);
  }

  /** Reads a cell: exactly one of the three readers is not null. */
  private record Cell<T>(
      @Nullable ToDoubleFunction<T> number,
      @Nullable Function<T, @Nullable String> text,
      @Nullable TensorReader<T> tensor) {}

  private record View<T>(Columns<T> columns, T input) implements Row {
    @Override
    public Schema schema() {
      return columns.schema;
    }

    @Override
    public double number(int column) {
      ToDoubleFunction<T> reader = cell(column).number;
      if (reader == null) {
        throw wrongType(column, "a number");
      }
      return reader.applyAsDouble(input);
    }

    @Override
    public String text(int column) {
      Function<T, @Nullable String> reader = cell(column).text;
      if (reader == null) {
        throw wrongType(column, "text");
      }
      String text = reader.apply(input);
      return text == null ? "" : text;
    }

    @Override
    public void tensor(int column, float[] target, int offset) {
      TensorReader<T> reader = cell(column).tensor;
      if (reader == null) {
        throw wrongType(column, "a tensor");
      }
      FloatRange.check("target", target, offset, columns.schema.columns().get(column).cells());
      reader.copy(input, target, offset);
    }

    private Cell<T> cell(int column) {
      if (column < 0 || column >= columns.cells.length) {
        columns.schema.column(column); // Throws the exception for an unknown column.
      }
      return columns.cells[column];
    }

    @Override
    public String toString() {
      return Row.describe(this);
    }

    private InvalidValueException wrongType(int column, String asked) {
      Column found = columns.schema.columns().get(column);
      return new InvalidValueException(
          String.format(
              "Invalid read of column %s: it is %s, not %s", found.name(), found.type(), asked));
    }
  }

  /**
   * Builds explicitly mapped columns.
   *
   * @param <T> the type of an input
   */
  public static final class Builder<T> {
    private final Class<T> type;
    private final List<Column> columns = new ArrayList<>();
    private final List<Cell<T>> cells = new ArrayList<>();

    private Builder(Class<T> type) {
      this.type = type;
    }

    /**
     * Adds a column of numbers.
     *
     * @param name the name
     * @param reader reads the number; NaN means missing
     * @return this builder
     */
    public Builder<T> float64(String name, ToDoubleFunction<T> reader) {
      return number(Column.of(name, DataType.FLOAT64), reader);
    }

    /**
     * Adds a column of whole numbers.
     *
     * @param name the name
     * @param reader reads the number
     * @return this builder
     */
    public Builder<T> int64(String name, ToDoubleFunction<T> reader) {
      return number(Column.of(name, DataType.INT64), reader);
    }

    /**
     * Adds a column of texts.
     *
     * @param name the name
     * @param reader reads the text; null and empty mean missing
     * @return this builder
     */
    public Builder<T> string(String name, Function<T, @Nullable String> reader) {
      return text(Column.of(name, DataType.STRING), reader);
    }

    /**
     * Adds a column of any type that is read as a number.
     *
     * @param column the column; its type must be {@linkplain DataType#isNumber() read as a number}
     * @param reader reads the number, as {@link DataType} defines it; NaN means missing
     * @return this builder
     */
    public Builder<T> number(Column column, ToDoubleFunction<T> reader) {
      required(column, "column");
      Cell<T> cell = new Cell<>(required(reader, "reader of column " + column.name()), null, null);
      check(
          column.type().isNumber(),
          "Invalid column %s: %s (must be read as a number)",
          column.name(),
          column.type());
      return add(column, cell);
    }

    /**
     * Adds a column of any type that is read as a text.
     *
     * @param column the column; its type must be {@linkplain DataType#isText() read as a text}
     * @param reader reads the text; null and empty mean missing
     * @return this builder
     */
    public Builder<T> text(Column column, Function<T, @Nullable String> reader) {
      required(column, "column");
      Cell<T> cell = new Cell<>(null, required(reader, "reader of column " + column.name()), null);
      check(
          column.type().isText(),
          "Invalid column %s: %s (must be read as a text)",
          column.name(),
          column.type());
      return add(column, cell);
    }

    /**
     * Adds a column of tensors.
     *
     * @param column the column, of type {@link DataType#TENSOR}
     * @param reader copies the numbers
     * @return this builder
     */
    public Builder<T> tensor(Column column, TensorReader<T> reader) {
      required(column, "column");
      Cell<T> cell = new Cell<>(null, null, required(reader, "reader of column " + column.name()));
      check(
          column.type() == DataType.TENSOR,
          "Invalid column %s: %s (must be TENSOR)",
          column.name(),
          column.type());
      return add(column, cell);
    }

    /**
     * Returns the columns.
     *
     * @return the columns
     * @throws InvalidValueException if there is none, or two have the same name
     */
    public Columns<T> build() {
      return new Columns<>(type, new Schema(columns), List.copyOf(cells));
    }

    private Builder<T> add(Column column, Cell<T> cell) {
      columns.add(column);
      cells.add(cell);
      return this;
    }
  }
}
