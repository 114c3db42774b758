package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.SplittableRandom;

/** What stress tests do to raw cells. */
final class Perturbations {
  private Perturbations() {}

  /** Returns a number that a column can have. */
  private static double whole(Column column, double value) {
    return column.type() == DataType.INT64 ? Math.rint(value) : value;
  }

  /**
   * Leaves out cells.
   *
   * @param column the column; -1 for all of them
   */
  record Absent(int column, double share) implements Perturbation {
    private boolean isAbsent(int at, long cell) {
      return (column < 0 || at == column)
          && (share >= 1 || Perturbation.random(cell).nextDouble() < share);
    }

    @Override
    public double number(int at, double value, long cell) {
      return isAbsent(at, cell) ? Double.NaN : value;
    }

    @Override
    public String text(int at, String value, long cell) {
      return isAbsent(at, cell) ? "" : value;
    }
  }

  /** Replaces the texts of a column. */
  record Other(int column, String unseen) implements Perturbation {
    @Override
    public String text(int at, String value, long cell) {
      return at == column ? unseen : value;
    }
  }

  /** Adds noise to all numbers. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Noisy(Schema inputs, double[] deviations, double factor) implements Perturbation {
    @Override
    public double number(int at, double value, long cell) {
      double by = factor * deviations[at];
      return by == 0
          ? value
          : whole(inputs.column(at), value + by * Perturbation.random(cell).nextGaussian());
    }

    @Override
    public void tensor(int at, float[] numbers, int offset, long cell) {
      SplittableRandom random = Perturbation.random(cell);
      int end = offset + inputs.column(at).cells();
      for (int i = offset; i < end; i++) {
        numbers[i] += (float) (factor * deviations[at] * random.nextGaussian());
      }
    }
  }

  /** Multiplies a column. */
  record Scaled(Schema inputs, int column, double factor) implements Perturbation {
    @Override
    public double number(int at, double value, long cell) {
      return at == column ? whole(inputs.column(at), value * factor) : value;
    }
  }

  /** Shifts a column. */
  record Moved(Schema inputs, int column, double by) implements Perturbation {
    @Override
    public double number(int at, double value, long cell) {
      return at == column ? whole(inputs.column(at), value + by) : value;
    }

    @Override
    public void tensor(int at, float[] numbers, int offset, long cell) {
      int end = at == column ? offset + inputs.column(at).cells() : offset;
      for (int i = offset; i < end; i++) {
        numbers[i] += (float) by;
      }
    }
  }

  /**
   * Darkens images.
   *
   * @param images the shape of each column that is an image, else empty
   */
  record Dark(List<List<Integer>> images, double factor) implements Perturbation {
    @Override
    public void tensor(int at, float[] numbers, int offset, long cell) {
      int size = images.get(at).stream().reduce((one, other) -> one * other).orElse(0);
      for (int i = offset; i < offset + size; i++) {
        numbers[i] *= (float) factor;
      }
    }
  }

  /**
   * Enlarges the middle of images to their size; each pixel is that of the nearest place.
   *
   * @param images the shape of each column that is an image, else empty
   * @param share how much of the height and of the width is lost
   */
  record Zoomed(List<List<Integer>> images, double share) implements Perturbation {
    @Override
    public void tensor(int at, float[] numbers, int offset, long cell) {
      List<Integer> shape = images.get(at);
      if (shape.isEmpty()) {
        return;
      }
      int height = shape.get(1);
      int width = shape.get(2);
      float[] plane = new float[height * width];
      for (int channel = 0; channel < shape.get(0); channel++) {
        int start = offset + channel * plane.length;
        System.arraycopy(numbers, start, plane, 0, plane.length);
        for (int i = 0; i < plane.length; i++) {
          int from = nearest(i / width, height) * width + nearest(i % width, width);
          numbers[start + i] = plane[from];
        }
      }
    }

    private int nearest(int place, int size) {
      double middle = size / 2.0;
      return (int) (middle + (place + 0.5 - middle) * (1 - share));
    }
  }
}
