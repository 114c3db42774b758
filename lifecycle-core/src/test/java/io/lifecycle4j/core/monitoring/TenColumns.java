package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.verdict.WindowVerdict;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Columns;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Rows of ten columns as they come in practice: normal, correlated, heavy-tailed, zero-inflated,
 * common and rare categories, a constant, counts, a rare flag, and one that may be missing.
 */
final class TenColumns {
  /** What changes in a window. */
  record Change(double shift, double deviation, double missing, boolean swapped) {
    static final Change NONE = new Change(0, 1, 0, false);
  }

  private record Kinds(
      double normal,
      double correlated,
      double heavy,
      double zeros,
      String common,
      String rare,
      double constant,
      double count,
      double flag,
      double gaps) {}

  static final int COLUMNS = 10;
  private static final HistogramDriftDetector DETECTOR = new HistogramDriftDetector();
  private static final int CHOOSING = 2_000;

  private final SplittableRandom random;

  TenColumns(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Returns a reference whose cells were chosen by other rows. */
  Profile reference(int rows) {
    return profile(rows, profile(CHOOSING, null));
  }

  private Profile profile(int rows, @Nullable Profile cells) {
    Profiler profiler = new Profiler(Statistics.of(Columns.of(Kinds.class).schema()), cells);
    double[][] numbers = new double[rows][];
    String[][] texts = new String[rows][];
    for (int row = 0; row < rows; row++) {
      texts[row] = new String[COLUMNS];
      numbers[row] = row(Change.NONE, texts[row]);
    }
    for (int column = 0; column < COLUMNS; column++) {
      int at = column;
      if (texts[0][at] == null) {
        double[] values = Arrays.stream(numbers).mapToDouble(row -> row[at]).toArray();
        profiler.add(at, values, 0, rows);
      } else {
        profiler.add(at, Arrays.stream(texts).map(row -> row[at]).toList());
      }
    }
    return profiler.profile();
  }

  /** Judges a window of other rows. */
  List<ColumnDrift> window(Profile reference, int rows, double level, Change change) {
    DriftRecorder recorder = DETECTOR.recorder(reference);
    String[] texts = new String[COLUMNS];
    for (int row = 0; row < rows; row++) {
      recorder.record(row(change, texts), texts);
    }
    return new WindowVerdict(level, 0)
        .of(DETECTOR, WatchedReference.of(reference), recorder.snapshot(), Map.of());
  }

  /** Counts a window of other rows without drift, and judges nothing. */
  Profile quiet(Profile reference, int rows) {
    WindowRecorder recorder = new WindowRecorder(reference);
    String[] texts = new String[COLUMNS];
    for (int row = 0; row < rows; row++) {
      recorder.record(row(Change.NONE, texts), texts);
    }
    return recorder.profile();
  }

  private double[] row(Change change, String[] texts) {
    double normal = random.nextGaussian();
    double other = random.nextGaussian();
    double size = random.nextDouble();
    texts[4] = common(change);
    texts[5] = "r" + (int) Math.exp(7 * random.nextDouble() * random.nextDouble());
    return new double[] {
      normal * change.deviation() + change.shift(),
      0.9 * normal + 0.4 * other,
      random.nextGaussian() / Math.sqrt(-Math.log(1 - random.nextDouble())),
      size < 0.7 ? 0 : Math.exp(2 * other),
      0,
      0,
      7,
      Math.floor(-3 * Math.log(1 - random.nextDouble())),
      random.nextInt(50) == 0 ? 1 : 0,
      random.nextDouble() < change.missing() ? Double.NaN : random.nextDouble()
    };
  }

  /** Shares of 40, 20, 20, 10 and 10 %; the first two may be swapped. */
  private String common(Change change) {
    double part = random.nextDouble();
    if (part < 0.6) {
      return part < (change.swapped() ? 0.2 : 0.4) ? "a" : "b";
    }
    return part < 0.8 ? "c" : part < 0.9 ? "d" : "e";
  }
}
