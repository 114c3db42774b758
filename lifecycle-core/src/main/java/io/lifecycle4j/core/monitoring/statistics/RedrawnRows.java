package io.lifecycle4j.core.monitoring.statistics;

import java.util.SplittableRandom;

/** Draws how many rows of each cell are in a sample. */
public final class RedrawnRows {
  /** What is left below it is rounding. */
  private static final double ROUNDING = 1e-18;

  private RedrawnRows() {}

  /**
   * Draws a sample from rows, each at most once: what a window is without drift, given the rows of
   * it and of its reference.
   *
   * @param all the rows in each cell
   * @param rows how many are drawn, at most all
   * @return how many of them are in each cell
   */
  public static long[] without(long[] all, long rows, SplittableRandom random) {
    long left = sum(all);
    long wanted = rows;
    long[] drawn = new long[all.length];
    for (int cell = 0; cell < all.length && wanted > 0; cell++) {
      if (all[cell] > 0) {
        drawn[cell] = new Hypergeometric(left, all[cell], wanted).draw(random.nextDouble());
        left -= all[cell];
        wanted -= drawn[cell];
      }
    }
    return drawn;
  }

  /**
   * Draws a sample from the distribution that rows have, as if there were many more of them.
   *
   * @param all the rows in each cell, at least one
   * @param rows how many are drawn
   * @return how many of them are in each cell
   */
  public static long[] with(long[] all, long rows, SplittableRandom random) {
    long left = sum(all);
    long wanted = rows;
    long[] drawn = new long[all.length];
    for (int cell = 0; cell < all.length && wanted > 0; cell++) {
      if (all[cell] > 0) {
        drawn[cell] = binomial(wanted, (double) all[cell] / left, random.nextDouble());
        left -= all[cell];
        wanted -= drawn[cell];
      }
    }
    return drawn;
  }

  /** Returns the count that a uniform number of 0 to 1 stands for, searched from the mode on. */
  private static long binomial(long rows, double share, double uniform) {
    double rest = 1 - share;
    if (rest <= 0) {
      return rows;
    }
    double odds = share / rest;
    long mode = Math.min(rows, (long) ((rows + 1) * share));
    long up = mode;
    long down = mode;
    double above = Math.exp(SaddlePoint.logBinomial(mode, rows, share, rest));
    double below = above;
    double left = uniform - above;
    while (left > 0 && above + below > ROUNDING) {
      above *= up < rows ? odds * (rows - up) / (up + 1) : 0;
      up++;
      left -= above;
      if (left <= 0) {
        return up;
      }
      below *= down > 0 ? down / (odds * (rows - down + 1)) : 0;
      down--;
      left -= below;
      if (left <= 0) {
        return down;
      }
    }
    return mode;
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
