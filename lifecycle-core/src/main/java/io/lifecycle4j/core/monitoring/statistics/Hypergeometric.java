package io.lifecycle4j.core.monitoring.statistics;

import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;

/**
 * The hypergeometric distribution of how many marked rows are among those drawn at random: Fisher's
 * exact test of two shares (Fisher 1935).
 *
 * <p>Without drift, the rows of a window are drawn at random from those of both samples. So the
 * tails are exact, however few rows a value has.
 */
public final class Hypergeometric {
  /** Probabilities that differ by rounding alone count as equal. */
  private static final double ROUNDING = 1 + 1e-10;

  private static final double NEGLIGIBLE = 1e-12;

  private final long all;
  private final long marked;
  private final long drawn;
  private final long least;
  private final long greatest;

  /**
   * Creates a distribution.
   *
   * @param all the number of rows
   * @param marked how many of them have the value, 0 to {@code all}
   * @param drawn how many are drawn, 1 to {@code all}
   */
  public Hypergeometric(long all, long marked, long drawn) {
    this.all = all;
    this.marked = marked;
    this.drawn = drawn;
    least = Math.max(0, marked - (all - drawn));
    greatest = Math.min(marked, drawn);
  }

  /** The probability of exactly this count. */
  public double probability(long count) {
    if (count < least || count > greatest) {
      return 0;
    }
    double share = (double) drawn / all;
    double rest = (double) (all - drawn) / all;
    return Math.exp(
        SaddlePoint.logBinomial(count, marked, share, rest)
            + SaddlePoint.logBinomial(drawn - count, all - marked, share, rest)
            - SaddlePoint.logBinomial(drawn, all, share, rest));
  }

  /** The probability of this count or more. */
  public double atLeast(long count) {
    return count > mode() ? upwards(count) : 1 - downwards(count - 1);
  }

  /** The probability of all counts not more probable than this one: the two-sided test. */
  public double twoSided(long count) {
    double level = probability(count) * ROUNDING;
    long mode = mode();
    if (probability(mode) <= level) {
      return 1;
    }
    double tails =
        count > mode
            ? upwards(count) + downwards(first(least - 1, mode, k -> probability(k) > level) - 1)
            : downwards(count) + upwards(first(mode, greatest + 1, k -> probability(k) <= level));
    return Math.min(1, tails);
  }

  /**
   * The greatest upper tail that does not exceed a level, which is the probability, without drift,
   * that {@link #atLeast} of the count is at most the level. With few rows it is less than the
   * level.
   */
  public double attained(double level) {
    double limit = level * ROUNDING;
    long mode = mode();
    // All tails beyond the mode come from one walk, which sums from the far end: that loses no
    // digits.
    double[] terms = new double[64];
    int count = 0;
    double term = probability(mode + 1);
    for (long k = mode + 1; k <= greatest && term > limit * 1e-17; k++) {
      terms = count == terms.length ? Arrays.copyOf(terms, 2 * count) : terms;
      terms[count++] = term;
      term *= next(k);
    }
    double tail = 0;
    while (count > 0 && tail + terms[count - 1] <= limit) {
      tail += terms[--count];
    }
    // A limit above all of them is rare.
    return count > 0 ? tail : atLeast(first(least - 1, mode + 1, k -> atLeast(k) <= limit));
  }

  /** The mean of a function of the count, and of its square. */
  double[] moments(LongToDoubleFunction value) {
    double[] sums = new double[2];
    long mode = mode();
    double top = probability(mode);
    add(sums, top, value.applyAsDouble(mode));
    double term = top;
    for (long k = mode; k < greatest && term > NEGLIGIBLE; k++) {
      term *= next(k);
      add(sums, term, value.applyAsDouble(k + 1));
    }
    term = top;
    for (long k = mode; k > least && term > NEGLIGIBLE; k--) {
      term *= previous(k);
      add(sums, term, value.applyAsDouble(k - 1));
    }
    return sums;
  }

  private static void add(double[] sums, double probability, double value) {
    sums[0] += probability * value;
    sums[1] += probability * value * value;
  }

  /** Returns the count that a uniform number of 0 to 1 stands for, searched from the mode on. */
  long draw(double uniform) {
    long up = mode();
    long down = up;
    double above = probability(up);
    double below = above;
    double left = uniform - above;
    while (left > 0 && (up < greatest || down > least)) {
      if (up < greatest) {
        above *= next(up++);
        left -= above;
      }
      if (left <= 0) {
        return up;
      }
      if (down > least) {
        below *= previous(down--);
        left -= below;
      }
      if (left <= 0) {
        return down;
      }
      if (above + below < 1e-18) {
        break; // what is left is rounding
      }
    }
    return mode();
  }

  /** Returns the probabilities that are not negligible. */
  CountRange range(double negligible) {
    long mode = mode();
    double top = probability(mode);
    long low = mode;
    for (double term = top; low > least && (term *= previous(low)) > negligible; low--) {}
    int size = (int) (mode - low) + 1;
    double[] terms = new double[size + 16];
    terms[size - 1] = top;
    for (int i = size - 2; i >= 0; i--) {
      terms[i] = terms[i + 1] * previous(low + i + 1);
    }
    long high = mode;
    for (double term = top; high < greatest && (term *= next(high)) > negligible; high++) {
      terms = size == terms.length ? Arrays.copyOf(terms, 2 * size) : terms;
      terms[size++] = term;
    }
    return new CountRange((int) low, Arrays.copyOf(terms, size));
  }

  /** Returns the probability of the next count as a multiple of that of a count. */
  private double next(long k) {
    return ((double) (marked - k) / (k + 1)) * (drawn - k) / (all - marked - drawn + k + 1);
  }

  private double previous(long k) {
    return ((double) k / (marked - k + 1)) * (all - marked - drawn + k) / (drawn - k + 1);
  }

  private long mode() {
    double mode = (marked + 1.0) * (drawn + 1.0) / (all + 2.0);
    return Math.min(greatest, Math.max(least, (long) mode));
  }

  /** Finds the first count after {@code low} of a condition that holds from there on to high. */
  private static long first(long low, long high, LongPredicate holds) {
    long before = low;
    long found = high;
    while (found - before > 1) {
      long middle = before + (found - before) / 2;
      if (holds.test(middle)) {
        found = middle;
      } else {
        before = middle;
      }
    }
    return found;
  }

  /** Sums from a count away from the mode, until the terms no longer add to the sum. */
  private double upwards(long from) {
    double term = probability(from);
    double sum = term;
    for (long k = from; k < greatest && term > sum * 1e-17; k++) {
      term *= next(k);
      sum += term;
    }
    return Math.min(1, sum);
  }

  private double downwards(long from) {
    double term = probability(from);
    double sum = term;
    for (long k = from; k > least && term > sum * 1e-17; k--) {
      term *= previous(k);
      sum += term;
    }
    return Math.min(1, sum);
  }
}
