package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.schema.RowView;
import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Rows of a dataset with the columns that lags fill, as {@link Step.Lag} defines them.
 *
 * @param rows without these columns
 * @param schema with these columns
 * @param lags fill the last columns
 * @param apart as in {@link #of(List, Rows, String)}
 */
public record LaggedRows(Rows rows, Schema schema, List<FittedStep.Lagged> lags, String apart)
    implements Rows {
  /**
   * Adds a column for each lag of the preprocessing whose column is missing. The rows must be in
   * the order of time within each series.
   *
   * @throws io.lifecycle4j.error.NotFoundException if a column that a lag reads is missing
   */
  public static Rows of(FittedPreprocessing preprocessing, Rows rows) {
    return of(preprocessing.steps(), rows, "");
  }

  /**
   * Adds a column for each lag whose column is missing.
   *
   * @param apart the text column with the role of rows, if rows of different roles must not look
   *     back at each other; else empty
   */
  static Rows of(List<FittedStep> steps, Rows rows, String apart) {
    Schema schema = rows.schema();
    List<FittedStep.Lagged> lags = new ArrayList<>();
    for (FittedStep step : steps) {
      if (step instanceof FittedStep.Lagged lag && schema.find(lag.column()).isEmpty()) {
        lags.add(lag);
        schema = schema.with(lag.column(), DataType.FLOAT64);
      }
    }
    return lags.isEmpty() ? rows : new LaggedRows(rows, schema, lags, apart);
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    Window[] windows =
        lags.stream().map(lag -> new Window(lag, rows.schema(), apart)).toArray(Window[]::new);
    View view = new View(schema, rows.schema().columns().size(), windows);
    rows.forEach(
        row -> {
          for (Window window : windows) {
            window.show(row);
          }
          action.accept(view.over(row));
        });
  }

  /** A number and its time, in milliseconds since 1970. */
  private record Point(double time, double value) {}

  /** The rows that a lag may still look back at: a point for each row within its distance. */
  private static final class Window {
    private final FittedStep.Lagged lag;
    private final int of;
    private final int time;
    private final int group;
    private final int apart;
    private final Map<String, Map<String, Deque<Point>>> series = new HashMap<>();
    private double value;

    Window(FittedStep.Lagged lag, Schema rows, String apart) {
      this.lag = lag;
      this.of = place(rows, lag.of(), DataType::isNumber, "a number");
      this.time = place(rows, lag.time(), type -> type == DataType.TIMESTAMP, "a time");
      this.group =
          lag.group().isEmpty() ? -1 : place(rows, lag.group(), DataType::isText, "a text");
      this.apart = apart.isEmpty() ? -1 : rows.indexOf(apart);
    }

    /** Returns the place of a column that the lag reads. */
    private int place(Schema rows, String name, Predicate<DataType> fits, String needed) {
      int place =
          rows.find(name)
              .orElseThrow(
                  () ->
                      new NotFoundException(
                          String.format(
                              "Cannot fill %s: column does not exist: %s (there are %s)",
                              lag.column(), name, rows.names())));
      DataType type = rows.column(place).type();
      Preconditions.check(
          fits.test(type),
          "Cannot fill %s: column %s is %s (must be %s)",
          lag.column(),
          name,
          type,
          needed);
      return place;
    }

    private String shown(Row row, String name) {
      return group < 0 ? name : ShownCell.of(row.schema().columns().get(group), name);
    }

    /**
     * Adds a row, and sets the lagged value. A row without a time has no earlier row, and no later
     * row finds it.
     */
    void show(Row row) {
      value = Double.NaN;
      double now = row.number(time);
      if (Double.isNaN(now)) {
        return;
      }
      String name = group < 0 ? "" : row.text(group);
      Deque<Point> points =
          series
              .computeIfAbsent(apart < 0 ? "" : row.text(apart), role -> new HashMap<>())
              .computeIfAbsent(name, key -> new ArrayDeque<>());
      Point last = points.peekLast();
      if (last != null && last.time >= now) {
        throw new InvalidDataException(
            String.format(
                "Cannot fill %s: %s does not grow in series '%s' (rows must be in order of time,"
                    + " one for each)",
                lag.column(), lag.time(), shown(row, name)));
      }
      double earlier = now - lag.seconds() * 1_000.0;
      while (!points.isEmpty() && points.element().time < earlier) {
        points.remove();
      }
      if (!points.isEmpty() && points.element().time == earlier) {
        value = points.element().value;
      }
      points.add(new Point(now, row.number(of)));
    }
  }

  private static final class View extends RowView {
    private final Window[] windows;
    private final int first;

    View(Schema schema, int first, Window[] windows) {
      super(schema, first);
      this.windows = windows;
      this.first = first;
    }

    @Override
    protected double own(int column) {
      return windows[column - first].value;
    }
  }
}
