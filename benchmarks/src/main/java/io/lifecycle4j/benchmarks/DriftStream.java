package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.core.serving.PredictionRecord;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Endless rows of ten columns of different kinds: nine inputs and the answer of a model.
 *
 * <p>Rows are independent, and nothing changes unless a {@link Change} is asked for. The seed
 * determines every row.
 */
final class DriftStream {
  /** What happens to one of the columns; the others stay as they were. */
  enum Change {
    /** Nothing. */
    NONE,
    /** The normal column moves by a quarter of its standard deviation. */
    SHIFT_QUARTER,
    /** The normal column moves by half its standard deviation. */
    SHIFT_HALF,
    /** The deviation of the normal column is multiplied by 1.5. */
    SPREAD,
    /** Five in a hundred numbers of a column that always had one are missing. */
    MISSING,
    /** The categories of 40 and 20 % swap. */
    SWAPPED,
    /** A flag of one row in a hundred is set in every second one. */
    FLAG_TAKES_OVER,
    /** A category of one row in 150 becomes every second one. */
    CATEGORY_TAKES_OVER,
    /** An answer of one row in a hundred becomes every second one. */
    ANSWER_TAKES_OVER
  }

  static final Task<String> TASK = Tasks.classification("answer");

  static final Schema INPUT =
      Schema.builder()
          .column("normal", DataType.FLOAT64)
          .column("correlated", DataType.FLOAT64)
          .column("heavy", DataType.FLOAT64)
          .column("amount", DataType.FLOAT64)
          .column("zeros", DataType.FLOAT64)
          .column("constant", DataType.FLOAT64)
          .column("flag", DataType.FLOAT64)
          .column("kind", DataType.STRING)
          .column("shop", DataType.STRING)
          .build();

  /** The number of columns with the answer. */
  static final int COLUMNS = 10;

  private static final int KIND = 7;
  private static final int SHOP = 8;
  private static final double RARE_SHARE = 0.01;
  private static final double[] KIND_SHARES = {0.40, 0.20, 0.20, 0.15, 0.05};
  private static final int SHOPS = 101;

  private final SplittableRandom random;
  private final CellRow row = new CellRow(INPUT);
  private String answer = "";

  DriftStream(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Draws the next row, as the prediction of a model. */
  PredictionRecord<?, ?> next(Change change) {
    draw(change);
    return PredictionRecord.answered(1, row, row, answer);
  }

  /**
   * Summarises so many rows, as the reference of a version, in cells that as many other rows chose,
   * as training rows do.
   */
  Profile reference(int rows) {
    return profile(rows, profile(rows, null));
  }

  private Profile profile(int rows, @Nullable Profile cells) {
    AnsweredRow answered = new AnsweredRow(INPUT, TASK);
    Schema watched = AnswerColumns.of(TASK).after(INPUT);
    Profiler profiler = new Profiler(Statistics.of(watched, answered.schema()), cells);
    for (int i = 0; i < rows; i++) {
      draw(Change.NONE);
      profiler.add(answered.show(row, answer));
    }
    return profiler.profile();
  }

  /** Draws the next row, as a line of a CSV file. */
  String line(Change change) {
    draw(change);
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < INPUT.columns().size(); i++) {
      String text = row.texts[i];
      line.append(text == null || i < KIND ? number(row.numbers[i]) : text).append(',');
    }
    return line.append(answer).toString();
  }

  static String header() {
    return String.join(",", INPUT.columns().stream().map(column -> column.name()).toList())
        + ",answer";
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%s", value);
  }

  private void draw(Change change) {
    double normal = random.nextGaussian();
    double other = random.nextGaussian();
    row.numbers[0] = changed(normal, change);
    row.numbers[1] =
        change == Change.MISSING && random.nextDouble() < 0.05
            ? Double.NaN
            : 0.9 * normal + Math.sqrt(1 - 0.81) * other;
    row.numbers[2] = random.nextGaussian() / Math.max(1e-9, Math.abs(random.nextGaussian()));
    row.numbers[3] = Math.exp(1.5 * random.nextGaussian());
    row.numbers[4] = random.nextDouble() < 0.97 ? 0 : Math.exp(random.nextGaussian());
    row.numbers[5] = 3;
    row.numbers[6] = happens(RARE_SHARE, change == Change.FLAG_TAKES_OVER) ? 1 : 0;
    row.texts[KIND] = "k" + kind(change == Change.SWAPPED);
    row.texts[SHOP] = "s" + shop(change == Change.CATEGORY_TAKES_OVER);
    answer = happens(RARE_SHARE, change == Change.ANSWER_TAKES_OVER) ? "fraud" : "fine";
  }

  private static double changed(double normal, Change change) {
    return switch (change) {
      case SHIFT_QUARTER -> normal + 0.25;
      case SHIFT_HALF -> normal + 0.5;
      case SPREAD -> 1.5 * normal;
      default -> normal;
    };
  }

  private boolean happens(double share, boolean takesOver) {
    return random.nextDouble() < (takesOver ? 0.5 : share);
  }

  private int kind(boolean swapped) {
    double drawn = random.nextDouble();
    int kind = 0;
    while (kind < KIND_SHARES.length - 1 && drawn >= KIND_SHARES[kind]) {
      drawn -= KIND_SHARES[kind++];
    }
    return swapped && kind < 2 ? 1 - kind : kind;
  }

  /** One shop in three rows, and a hundred that share the rest. */
  private int shop(boolean takesOver) {
    if (takesOver && random.nextBoolean()) {
      return 1;
    }
    return random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(SHOPS - 1);
  }
}
