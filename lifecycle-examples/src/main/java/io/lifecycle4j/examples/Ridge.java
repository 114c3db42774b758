package io.lifecycle4j.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Ridge regression by gradient descent: least squares plus lambda times the sum of squared weights.
 *
 * <p>Deterministic: the same days and lambda produce the same bits.
 */
final class Ridge {
  /**
   * Days in two parts, with inputs standardized by the first part.
   *
   * @param inputs {@code double[days][columns]}
   * @param riders the riders of each day, in thousands
   * @param training the number of training days; the others are for validation
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Days(double[][] inputs, double[] riders, int training) {
    /**
     * Reads the riders at a station in Chicago, and the features known before they were counted.
     */
    static Days read(Path file, int training, int validation) throws IOException {
      List<double[]> rows;
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
        rows = reader.lines().skip(1).limit(training + validation).map(Days::numbers).toList();
      }
      double[][] inputs =
          rows.stream().map(r -> Arrays.copyOfRange(r, 1, r.length)).toArray(double[][]::new);
      standardize(inputs, training);
      return new Days(inputs, rows.stream().mapToDouble(row -> row[0]).toArray(), training);
    }

    /** Returns all columns of a line except the last, which is the date. */
    private static double[] numbers(String line) {
      return Arrays.stream(line.substring(0, line.lastIndexOf(',')).split(",", -1))
          .mapToDouble(Double::parseDouble)
          .toArray();
    }

    private static void standardize(double[][] rows, int training) {
      for (int column = 0; column < rows[0].length; column++) {
        int c = column;
        double mean =
            Arrays.stream(rows).limit(training).mapToDouble(r -> r[c]).average().orElse(0);
        double squares =
            Arrays.stream(rows).limit(training).mapToDouble(r -> Math.pow(r[c] - mean, 2)).sum();
        double deviation = squares > 0 ? Math.sqrt(squares / training) : 1;
        Arrays.stream(rows).forEach(row -> row[c] = (row[c] - mean) / deviation);
      }
    }
  }

  private final Days days;
  private final double lambda;
  private final double[] weights;
  private final double mean;

  Ridge(Days days, double lambda) {
    this.days = days;
    this.lambda = lambda;
    weights = new double[days.inputs[0].length];
    mean = Arrays.stream(days.riders).limit(days.training).average().orElseThrow();
  }

  /** Performs a gradient step, and returns the root mean squared error on the validation days. */
  double epoch() {
    double[] gradient = new double[weights.length];
    for (int day = 0; day < days.training; day++) {
      double error = predict(day) - days.riders[day];
      for (int i = 0; i < weights.length; i++) {
        gradient[i] += error * days.inputs[day][i] / days.training;
      }
    }
    double rate = 1 / (weights.length + lambda); // An upper bound of the curvature.
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= rate * (gradient[i] + lambda * weights[i]);
    }
    return rmse();
  }

  private double rmse() {
    double squares = 0;
    for (int day = days.training; day < days.riders.length; day++) {
      squares += Math.pow(predict(day) - days.riders[day], 2);
    }
    return Math.sqrt(squares / (days.riders.length - days.training));
  }

  private double predict(int day) {
    double sum = mean;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * days.inputs[day][i];
    }
    return sum;
  }

  /** Returns the weights, to continue later. */
  byte[] weights() {
    ByteBuffer bytes = ByteBuffer.allocate(weights.length * Double.BYTES);
    bytes.asDoubleBuffer().put(weights);
    return bytes.array();
  }

  /** Continues from earlier weights. */
  Ridge from(byte[] state) {
    ByteBuffer.wrap(state).asDoubleBuffer().get(weights);
    return this;
  }
}
