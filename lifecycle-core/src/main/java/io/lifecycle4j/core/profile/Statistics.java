package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.schema.Places;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of a row that are profiled and monitored.
 *
 * <p>A number or text is its own statistic; a tensor {@code image} has the mean of its numbers,
 * {@code image.mean}, and their population standard deviation, {@code image.deviation}; a free text
 * {@code comment} also has its length, {@code comment.length}, and the share of words that are new,
 * {@code comment.unseen}. The profile of a {@link Profiler} has its columns in the order of these
 * statistics.
 *
 * <p>Not thread-safe, since an array for tensors is reused: each thread needs its own. Observing a
 * row allocates nothing.
 */
public final class Statistics {
  /** Ends the name of the mean of a tensor. */
  public static final String MEAN = ".mean";

  private final DataType[] types;
  private final int[] cells;
  private final int[] places;
  private final List<Value> values;
  private final List<String> names;
  private final float[] tensor;

  /** The words of each column; null if it is no free text. */
  private final @Nullable KnownWords[] words;

  private record Value(String name, boolean isText, boolean isPrivate) {}

  private Statistics(List<Column> columns, int[] places, FreeTexts texts) {
    this.types = columns.stream().map(Column::type).toArray(DataType[]::new);
    this.cells = columns.stream().mapToInt(Column::cells).toArray();
    this.places = places;
    this.values = columns.stream().flatMap(column -> values(column, texts)).toList();
    this.names = values.stream().map(Value::name).toList();
    this.tensor = new float[Arrays.stream(cells).max().orElse(0)];
    this.words = columns.stream().map(each -> texts.words(each.name())).toArray(KnownWords[]::new);
    check(
        new HashSet<>(names).size() == names.size(),
        "Invalid schema: %s (a column has the name of a statistic)",
        names);
  }

  private static Stream<Value> values(Column column, FreeTexts texts) {
    String name = column.name();
    if (texts.words(name) != null) {
      return Stream.of(
          new Value(name, true, false),
          new Value(name + FreeTexts.LENGTH, false, false),
          new Value(name + FreeTexts.UNSEEN, false, false));
    }
    return column.type() == DataType.TENSOR
        ? Stream.of(MEAN, ".deviation")
            .map(part -> new Value(column.name() + part, false, column.isPrivate()))
        : Stream.of(new Value(column.name(), column.type().isText(), column.isPrivate()));
  }

  /** Returns the statistics of all columns of rows. */
  public static Statistics of(Schema rows) {
    return of(rows, rows);
  }

  /**
   * Returns the statistics of some columns of rows, such as the inputs of a model in the rows of a
   * dataset.
   *
   * @param columns the columns to observe, in the order of the statistics
   * @param rows the columns that rows have
   * @throws io.lifecycle4j.error.InvalidValueException if the rows lack one of the columns
   */
  public static Statistics of(Schema columns, Schema rows) {
    return of(columns, rows, FreeTexts.NONE);
  }

  /** Returns the same, with the statistics of free texts. */
  public static Statistics of(Schema columns, Schema rows, FreeTexts texts) {
    return new Statistics(columns.columns(), Places.of(columns, rows), texts);
  }

  /** Returns the names of the statistics, in order. */
  public List<String> names() {
    return names;
  }

  /** Returns whether a statistic is a text; otherwise it is a number. */
  boolean isText(int statistic) {
    return values.get(statistic).isText();
  }

  /** Returns whether the values of a statistic must not be shown. */
  boolean isPrivate(int statistic) {
    return values.get(statistic).isPrivate();
  }

  /** Passes the values of a row to a sink, each statistic once, in order. */
  public void observe(Row row, Sink sink) {
    int statistic = 0;
    for (int i = 0; i < types.length; i++) {
      switch (types[i]) {
        case STRING, CATEGORICAL -> {
          String text = row.text(places[i]);
          sink.text(statistic++, text);
          KnownWords known = words[i];
          if (known != null) {
            sink.number(statistic++, text.isEmpty() ? Double.NaN : text.length());
            sink.number(statistic++, known.unseen(text));
          }
        }
        case TENSOR -> {
          row.tensor(places[i], tensor, 0);
          sink.tensor(statistic, tensor, cells[i]);
          double mean = mean(cells[i]);
          sink.number(statistic++, mean);
          sink.number(statistic++, deviation(cells[i], mean));
        }
        default -> sink.number(statistic++, row.number(places[i]));
      }
    }
  }

  private double mean(int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += tensor[i];
    }
    return sum / length;
  }

  private double deviation(int length, double mean) {
    double squares = 0;
    for (int i = 0; i < length; i++) {
      double delta = tensor[i] - mean;
      squares += delta * delta;
    }
    return Math.sqrt(squares / length);
  }

  /** Receives the values of rows. */
  public interface Sink {
    /**
     * Receives a number.
     *
     * @param statistic the place of the statistic, from 0
     * @param value NaN and infinities mean missing
     */
    void number(int statistic, double value);

    /**
     * Receives a text.
     *
     * @param statistic the place of the statistic, from 0
     * @param value empty means missing
     */
    void text(int statistic, String value);

    /**
     * Receives the numbers of a tensor, before its statistics. Default: they are not needed.
     *
     * @param statistic the place of its mean, from 0
     * @param numbers reused; has the numbers at its beginning
     * @param length how many numbers the tensor has
     */
    default void tensor(int statistic, float[] numbers, int length) {}
  }
}
