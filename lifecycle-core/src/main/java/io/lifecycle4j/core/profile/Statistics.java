package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.schema.Places;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The values of a row that are profiled and monitored.
 *
 * <p>A number or text is its own statistic; a tensor {@code image} has the mean of its numbers,
 * {@code image.mean}, and their population standard deviation, {@code image.deviation}. The profile
 * of a {@link Profiler} has its columns in the order of these statistics.
 *
 * <p>Not thread-safe, since an array for tensors is reused: each thread needs its own. Observing a
 * row allocates nothing.
 */
public final class Statistics {
  private final Column[] columns;
  private final int[] cells;
  private final int[] places;
  private final List<String> names;
  private final List<Boolean> texts;
  private final List<Boolean> secrets;
  private final float[] tensor;

  private Statistics(List<Column> columns, int[] places) {
    this.columns = columns.toArray(Column[]::new);
    this.cells = columns.stream().mapToInt(Column::cells).toArray();
    this.places = places;
    List<String> collected = new ArrayList<>();
    List<Boolean> kinds = new ArrayList<>();
    List<Boolean> hidden = new ArrayList<>();
    int longest = 0;
    for (Column column : columns) {
      if (column.type() == DataType.TENSOR) {
        collected.add(column.name() + ".mean");
        collected.add(column.name() + ".deviation");
        kinds.addAll(List.of(false, false));
        hidden.addAll(List.of(column.isPrivate(), column.isPrivate()));
        longest = Math.max(longest, column.cells());
      } else {
        collected.add(column.name());
        kinds.add(column.type().isText());
        hidden.add(column.isPrivate());
      }
    }
    check(
        new HashSet<>(collected).size() == collected.size(),
        "Invalid schema: %s (a column has the name of a statistic)",
        collected);
    this.names = List.copyOf(collected);
    this.texts = List.copyOf(kinds);
    this.secrets = List.copyOf(hidden);
    this.tensor = new float[longest];
  }

  /** Returns the statistics of all columns of rows. */
  public static Statistics of(Schema rows) {
    return of(rows, rows);
  }

  /**
   * Returns the statistics of some columns of rows, such as the inputs of a model in the rows of a
   * data set.
   *
   * @param columns the columns to observe, in the order of the statistics
   * @param rows the columns that rows have
   * @throws io.lifecycle4j.error.InvalidValueException if the rows lack one of the columns
   */
  public static Statistics of(Schema columns, Schema rows) {
    return new Statistics(columns.columns(), Places.of(columns, rows));
  }

  /** Returns the names of the statistics, in order. */
  public List<String> names() {
    return names;
  }

  /** Returns whether a statistic is a text; otherwise it is a number. */
  boolean isText(int statistic) {
    return texts.get(statistic);
  }

  /** Returns whether the values of a statistic must not be shown. */
  boolean isPrivate(int statistic) {
    return secrets.get(statistic);
  }

  /** Passes the values of a row to a sink, each statistic once, in order. */
  public void observe(Row row, Sink sink) {
    int statistic = 0;
    for (int i = 0; i < columns.length; i++) {
      switch (columns[i].type()) {
        case STRING, CATEGORICAL -> sink.text(statistic++, row.text(places[i]));
        case TENSOR -> {
          row.tensor(places[i], tensor, 0);
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
  }
}
