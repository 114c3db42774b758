package io.lifecycle4j.core.monitoring.statistics;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.Arrays;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * How many rows that depend on each other in time say as much as one independent row (Rao and
 * Scott, Annals of Statistics 12 (1984), 46-60).
 *
 * <p>Rows of one block may depend on each other in any way; blocks are independent. The effect of a
 * cell is the variance of its share between blocks, beside that of independent rows. Tests of each
 * cell have to hold for the worst of them, and few blocks say little: so the effect is the greatest
 * of all cells with enough rows, and of that the upper end of a 90 % interval.
 */
public final class DesignEffect {
  /** Rows of a cell without which its variance between blocks is not known. */
  private static final long LEAST_ROWS = 20;

  private static final double UNKNOWN = 0.1;

  private DesignEffect() {}

  /**
   * Returns the design effect.
   *
   * @param blocks the rows in each cell, block by block, at least two; blocks without rows do not
   *     count
   * @return by how much to divide counts, at least 1
   */
  public static double of(long[][] blocks) {
    check(blocks.length > 1, "Invalid blocks: %s (needs at least two)", blocks.length);
    long[] sizes = new long[blocks.length];
    long[] cells = new long[blocks[0].length];
    long rows = 0;
    int used = 0;
    for (int block = 0; block < blocks.length; block++) {
      for (int cell = 0; cell < cells.length; cell++) {
        sizes[block] += blocks[block][cell];
        cells[cell] += blocks[block][cell];
      }
      rows += sizes[block];
      used += sizes[block] > 0 ? 1 : 0;
    }
    if (used < 2) {
      return Math.max(1, rows); // all rows may be as good as one
    }
    double greatest = 1;
    for (int cell = 0; cell < cells.length; cell++) {
      if (cells[cell] >= LEAST_ROWS && cells[cell] <= rows - LEAST_ROWS) {
        double share = (double) cells[cell] / rows;
        double independent = rows * share * (1 - share);
        double between = squares(blocks, sizes, cell, share) * used / (used - 1);
        greatest = Math.max(greatest, between / independent);
      }
    }
    return greatest * upper(used - 1);
  }

  /**
   * Returns the design effect of rows in seasons whose shares differ: a block is compared with what
   * its seasons lead to expect. A block of seasons that no other block has says nothing.
   *
   * @param blocks the rows in each cell, block by block
   * @param rows the rows of each season, block by block
   * @param seasons the rows in each cell, season by season
   * @return by how much to divide counts, at least 1
   */
  public static double withinSeasons(long[][] blocks, long[][] rows, long[][] seasons) {
    long[] sizes = Arrays.stream(seasons).mapToLong(cells -> Arrays.stream(cells).sum()).toArray();
    double[] leverage = leverage(rows, sizes);
    double degrees = Arrays.stream(leverage).map(share -> 1 - share).sum();
    long all = Arrays.stream(sizes).sum();
    if (degrees < 1) {
      return Math.max(1, all);
    }
    double greatest = 1;
    for (int cell = 0; cell < seasons[0].length; cell++) {
      double[] shares = shares(seasons, sizes, cell);
      double independent = 0;
      long found = 0;
      for (int season = 0; season < sizes.length; season++) {
        independent += sizes[season] * shares[season] * (1 - shares[season]);
        found += seasons[season][cell];
      }
      if (found >= LEAST_ROWS && found <= all - LEAST_ROWS && independent > 0) {
        double between = 0;
        for (int block = 0; block < blocks.length; block++) {
          if (leverage[block] < 1) {
            double apart = blocks[block][cell] - expected(rows[block], shares);
            between += apart * apart / (1 - leverage[block]);
          }
        }
        greatest = Math.max(greatest, between / independent);
      }
    }
    return greatest * upper((int) Math.round(degrees));
  }

  /** How much of its own expectation a block makes, 0 to 1; 1 for a block without rows. */
  private static double[] leverage(long[][] rows, long[] sizes) {
    double[] leverage = new double[rows.length];
    for (int block = 0; block < rows.length; block++) {
      long own = Arrays.stream(rows[block]).sum();
      double sum = 0;
      for (int season = 0; season < sizes.length; season++) {
        double here = rows[block][season];
        sum += here == 0 ? 0 : here * here / sizes[season];
      }
      leverage[block] = own == 0 || sum > 0.999 * own ? 1 : sum / own;
    }
    return leverage;
  }

  private static double[] shares(long[][] seasons, long[] sizes, int cell) {
    double[] shares = new double[sizes.length];
    for (int season = 0; season < sizes.length; season++) {
      shares[season] = sizes[season] == 0 ? 0 : (double) seasons[season][cell] / sizes[season];
    }
    return shares;
  }

  private static double expected(long[] rows, double[] shares) {
    double sum = 0;
    for (int season = 0; season < rows.length; season++) {
      sum += rows[season] * shares[season];
    }
    return sum;
  }

  private static double squares(long[][] blocks, long[] sizes, int cell, double share) {
    double sum = 0;
    for (int block = 0; block < blocks.length; block++) {
      double apart = blocks[block][cell] - sizes[block] * share;
      sum += apart * apart;
    }
    return sum;
  }

  /** The upper end of the interval of a variance that was estimated as 1. */
  private static double upper(int degrees) {
    return degrees
        / new ChiSquaredDistribution(null, degrees).inverseCumulativeProbability(UNKNOWN);
  }
}
