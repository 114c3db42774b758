package io.lifecycle4j.core.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How well a column alone predicts labels.
 *
 * <p>Rows with even places say what label each bin of the column has on average, and rows with odd
 * places say how good that is. So a column of ids predicts nothing, however many there are. Bins
 * with few rows are drawn towards the average of all.
 */
final class ColumnPower {
  private static final int MOST_BINS = 100;

  private static final int ROWS_OF_A_BIN = 20;

  /** The bin of each row: 0 for a missing cell, or one outside of all. */
  private final int[] bins;

  private final int count;

  /** Bins the cells of a column: by value if there are few of them, else by quantiles. */
  ColumnPower(double[] cells) {
    double[] fitted =
        IntStream.range(0, cells.length)
            .filter(i -> i % 2 == 0 && !Double.isNaN(cells[i]))
            .mapToDouble(i -> cells[i])
            .sorted()
            .toArray();
    double[] edges = edges(fitted);
    bins = new int[cells.length];
    for (int i = 0; i < cells.length; i++) {
      bins[i] = Double.isNaN(cells[i]) ? 0 : bin(edges, cells[i]);
    }
    count = edges.length + 2;
  }

  private static double[] edges(double[] sorted) {
    double[] distinct = Arrays.stream(sorted).distinct().toArray();
    int most = Math.max(2, Math.min(MOST_BINS, sorted.length / ROWS_OF_A_BIN));
    if (distinct.length <= most) {
      return distinct;
    }
    return IntStream.range(0, most)
        .mapToDouble(i -> sorted[(int) ((long) i * sorted.length / most)])
        .distinct()
        .toArray();
  }

  /** Returns the last bin that begins at or below a value. */
  private static int bin(double[] edges, double value) {
    int place = Arrays.binarySearch(edges, value);
    return place >= 0 ? place + 1 : -place - 1;
  }

  /** Returns the mean area under the ROC curve over the classes, or the explained variance. */
  double of(LabelColumn label) {
    if (!label.isNominal()) {
      return explained(label.cells());
    }
    return label.classes().stream()
        .mapToDouble(each -> area(label.cells(), each))
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  private double area(double[] labels, double wanted) {
    double[] is =
        Arrays.stream(labels)
            .map(label -> Double.isNaN(label) ? Double.NaN : label == wanted ? 1 : 0)
            .toArray();
    double[] means = means(is);
    int[] tested = tested(labels);
    boolean[] positive = new boolean[tested.length];
    double[] scores = new double[tested.length];
    int[] once = new int[tested.length];
    for (int i = 0; i < tested.length; i++) {
      positive[i] = labels[tested[i]] == wanted;
      scores[i] = means[bins[tested[i]]];
      once[i] = 1;
    }
    return new Ranking(scores, positive).areas(once).roc();
  }

  private double explained(double[] labels) {
    double[] means = means(labels);
    int[] tested = tested(labels);
    double mean = IntStream.of(tested).mapToDouble(i -> labels[i]).average().orElse(Double.NaN);
    double all = 0;
    double left = 0;
    for (int i : tested) {
      all += Math.pow(labels[i] - mean, 2);
      left += Math.pow(labels[i] - means[bins[i]], 2);
    }
    return 1 - left / all;
  }

  private static int[] tested(double[] labels) {
    return IntStream.range(0, labels.length)
        .filter(i -> i % 2 == 1 && Double.isFinite(labels[i]))
        .toArray();
  }

  /** Returns the mean label of each bin, as if one more row of it had the mean of all. */
  private double[] means(double[] labels) {
    double[] sums = new double[count];
    int[] rows = new int[count];
    double sum = 0;
    int all = 0;
    for (int i = 0; i < labels.length; i += 2) {
      if (Double.isFinite(labels[i])) {
        sums[bins[i]] += labels[i];
        rows[bins[i]]++;
        sum += labels[i];
        all++;
      }
    }
    double mean = all == 0 ? 0 : sum / all;
    for (int bin = 0; bin < count; bin++) {
      sums[bin] = (sums[bin] + mean) / (rows[bin] + 1);
    }
    return sums;
  }
}
