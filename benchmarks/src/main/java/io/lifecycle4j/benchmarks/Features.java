package io.lifecycle4j.benchmarks;

import io.lifecycle4j.schema.Columns;
import java.util.Random;

/**
 * An input of the benchmarked network: 32 numbers.
 *
 * @param values {@code double[32]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Features(double[] values) {
  static final int COUNT = 32;
  static final int CLASSES = 10;

  private static final long SEED = 7;

  /** Creates rows from normal distributions, a different one for each column. */
  static Features[] rows(int count) {
    Random random = new Random(SEED);
    Features[] rows = new Features[count];
    for (int i = 0; i < count; i++) {
      double[] values = new double[COUNT];
      for (int j = 0; j < COUNT; j++) {
        values[j] = j + (1 + j % 5) * random.nextGaussian();
      }
      rows[i] = new Features(values);
    }
    return rows;
  }

  /** Returns the mapping to columns, one for each number. */
  static Columns<Features> columns() {
    Columns.Builder<Features> columns = Columns.from(Features.class);
    for (int i = 0; i < COUNT; i++) {
      int place = i;
      columns.float64(name(i), features -> features.values[place]);
    }
    return columns.build();
  }

  static String name(int column) {
    return "x" + column;
  }

  /** The class to predict: which of the first ten numbers is the most extreme. */
  String label() {
    int best = 0;
    for (int i = 1; i < CLASSES; i++) {
      if (standing(i) > standing(best)) {
        best = i;
      }
    }
    return "class" + best;
  }

  private double standing(int column) {
    return (values[column] - column) / (1 + column % 5);
  }

  float[] floats() {
    float[] floats = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
