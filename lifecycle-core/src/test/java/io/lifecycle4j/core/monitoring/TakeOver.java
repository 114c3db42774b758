package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Rows of six columns in which a value that is rare in the reference takes over in a window.
 *
 * <p>How many rows have the rare value is exact; all others are drawn.
 */
final class TakeOver {
  /** A column, by what is rare in it. */
  enum Kind {
    FLAG("flag", "a flag that is set"),
    ANSWER("answer", "an answer of two classes"),
    AMOUNT("rain", "a number above 0, the others are 0"),
    TEXT("shop", "a text of 5"),
    CITY("city", "a text of 101"),
    NUMBER("price", "one number among others, such as -1");

    final String column;
    final String words;

    Kind(String column, String words) {
      this.column = column;
      this.words = words;
    }
  }

  /** A row, as a model would see and answer it. */
  private record Order(
      boolean flag, String answer, double rain, String shop, String city, double price) {}

  /** The columns, in order. */
  private static final List<Kind> KINDS = List.of(Kind.values());

  private static final List<String> SHOPS =
      List.of("home", "home", "home", "town", "town", "web", "web", "mall");
  private static final int CITIES = 100;

  private final Random random;

  TakeOver(long seed) {
    random = new Random(seed);
  }

  static long rare(double share, long rows) {
    return Math.max(1, Math.round(share * rows));
  }

  /**
   * Profiles a reference in which each kind has a share of rare rows, as other rows have that chose
   * its cells.
   */
  Profile reference(double share, int rows) {
    return profile(share, rows, profile(share, rows, null));
  }

  private Profile profile(double share, int rows, @Nullable Profile cells) {
    Profiler profiler = new Profiler(Statistics.of(Columns.of(Order.class).schema()), cells);
    for (int i = 0; i < KINDS.size(); i++) {
      Object[] values = values(KINDS.get(i), rare(share, rows), rows);
      if (values[0] instanceof String) {
        profiler.add(i, Arrays.stream(values).map(String.class::cast).toList());
      } else {
        double[] numbers = Arrays.stream(values).mapToDouble(v -> (Double) v).toArray();
        profiler.add(i, numbers, 0, numbers.length);
      }
    }
    return profiler.profile();
  }

  /** Fills a window: in one column rare rows take over, the others stay as they were. */
  void fill(WatchedWindows watch, Kind taken, long rare, double share, int rows) {
    Object[][] columns = new Object[KINDS.size()][];
    for (int i = 0; i < columns.length; i++) {
      Kind kind = KINDS.get(i);
      columns[i] = values(kind, kind == taken ? rare : usual(share, rows), rows);
    }
    DriftRecorder recorder = watch.window().recorders().of(0);
    for (int row = 0; row < rows; row++) {
      double[] numbers = new double[columns.length];
      String[] texts = new String[columns.length];
      for (int i = 0; i < columns.length; i++) {
        if (columns[i][row] instanceof String text) {
          texts[i] = text;
        } else {
          numbers[i] = (Double) columns[i][row];
        }
      }
      recorder.record(numbers, texts);
    }
    watch.window().completed(rows);
  }

  /** Draws how many rows are rare without a change. */
  private long usual(double share, int rows) {
    long rare = 0;
    for (int row = 0; row < rows; row++) {
      rare += random.nextDouble() < share ? 1 : 0;
    }
    return rare;
  }

  private Object[] values(Kind kind, long rare, int rows) {
    List<Object> values = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      values.add(row < rare ? rare(kind) : usual(kind));
    }
    Collections.shuffle(values, random);
    return values.toArray();
  }

  private Object rare(Kind kind) {
    return switch (kind) {
      case FLAG -> 1.0;
      case ANSWER -> "yes";
      case AMOUNT -> -Math.log(1 - random.nextDouble()) + Double.MIN_NORMAL;
      case TEXT -> "kiosk";
      case CITY -> "m rare";
      case NUMBER -> -1.0;
    };
  }

  private Object usual(Kind kind) {
    return switch (kind) {
      case FLAG, AMOUNT -> 0.0;
      case ANSWER -> "no";
      case TEXT -> SHOPS.get(random.nextInt(SHOPS.size()));
      case CITY -> "c" + (int) (CITIES * Math.pow(random.nextDouble(), 2));
      case NUMBER -> 50 + 10 * random.nextGaussian();
    };
  }

  /** Counts the values or bins that the reference of a column has. */
  static int cells(ColumnProfile column) {
    return column
        .histogram()
        .map(of -> (int) of.counts().stream().filter(count -> count > 0).count())
        .orElse(column.categories().size());
  }
}
