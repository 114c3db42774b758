package io.lifecycle4j.core.monitoring;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Gamma;

/** Rows of a reference and of a window, counted in the same cells. Not thread-safe. */
final class ContingencyTable {
  /** One cell: the rows of both samples in it. */
  record Cell(long reference, long window) {}

  private final List<Cell> cells = new ArrayList<>();
  private long reference;
  private long window;

  /** Adds a cell, unless it is empty in both samples: it says nothing. */
  ContingencyTable add(long referenceRows, long windowRows) {
    if (referenceRows + windowRows > 0) {
      cells.add(new Cell(referenceRows, windowRows));
      reference += referenceRows;
      window += windowRows;
    }
    return this;
  }

  List<Cell> cells() {
    return List.copyOf(cells);
  }

  long reference() {
    return reference;
  }

  long window() {
    return window;
  }

  /** Pearson's statistic of homogeneity of two samples; both vary, so it is no goodness of fit. */
  double chiSquare() {
    double sum = 0;
    for (Cell cell : cells) {
      double difference = (double) cell.reference / reference - (double) cell.window / window;
      sum += difference * difference / (cell.reference + cell.window);
    }
    return sum * reference * window;
  }

  double chiSquarePValue() {
    return cells.size() < 2 || reference == 0 || window == 0
        ? 1
        : chiSquareTail(chiSquare(), cells.size() - 1);
  }

  /** The upper tail; one minus the distribution would be 0 from about 1e-16 on. */
  static double chiSquareTail(double statistic, int degrees) {
    return Gamma.regularizedGammaQ(degrees / 2.0, statistic / 2);
  }

  /**
   * How probable it is that at least so many rows of a cell fall into the window, given how many
   * the cell holds: the conditional test of two rates (Przyborowski and Wilenski 1940), which needs
   * no great counts.
   */
  double excessPValue(Cell cell) {
    return cell.window == 0
        ? 1
        : Beta.regularizedBeta(
            (double) window / (reference + window), (double) cell.window, cell.reference + 1.0);
  }

  /**
   * The population stability index.
   *
   * @param added what is added to each count, so that an empty cell stays finite; 0.5 is usual
   */
  double stabilityIndex(double added) {
    double sum = 0;
    for (Cell cell : cells) {
      double p = (cell.reference + added) / (reference + added * cells.size());
      double q = (cell.window + added) / (window + added * cells.size());
      sum += (p - q) * Math.log(p / q);
    }
    return sum;
  }

  /** The mean of the index without drift (Yurdakul 2018): chance alone gives this much. */
  double stabilityIndexByChance() {
    return (1.0 / reference + 1.0 / window) * Math.max(0, cells.size() - 1);
  }
}
