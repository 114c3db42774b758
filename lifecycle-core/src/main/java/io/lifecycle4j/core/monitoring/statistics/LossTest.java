package io.lifecycle4j.core.monitoring.statistics;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.schema.Scores.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * Tests at any time whether the mean of a loss of 0 to 1 is above a bound, by betting: Waudby-Smith
 * and Ramdas, Journal of the Royal Statistical Society B 86 (2024), 1-27. Not thread-safe.
 *
 * <p>While the mean of each loss, given those before it, is at most the bound, the probability that
 * the evidence ever reaches 1/a is at most a, however often it is looked at. So a level that is
 * used once holds for ever. The bound has to include what is uncertain about it: for the loss of an
 * evaluation, that is the upper end of its interval.
 *
 * <p>The capital is shared by players who begin later and later, so that a late change is found as
 * well: each bets what its own losses suggest.
 */
public final class LossTest {
  /** A player bets at most this part of what it could lose all of its capital with. */
  private static final double MOST = 0.5;

  private static final long FIRST = 32;

  private final double bound;
  private final List<Player> players = new ArrayList<>();
  private final MeanInterval interval = new MeanInterval();
  private double shared; // the share of the capital that has been given to players
  private long next;
  private double evidence = 1;
  private double most = 1;

  private LossTest(double bound) {
    this.bound = bound;
  }

  /**
   * Begins a test.
   *
   * @param bound the greatest mean without alarm, above 0 and below 1
   * @return a test without any loss
   */
  public static LossTest meanAtMost(double bound) {
    check(bound > 0 && bound < 1, "Invalid bound: %s (must be above 0 and below 1)", bound);
    return new LossTest(bound);
  }

  /**
   * Adds the next loss.
   *
   * @param loss 0 to 1
   */
  public void add(double loss) {
    check(loss >= 0 && loss <= 1, "Invalid loss: %s (must be 0 to 1)", loss);
    if (interval.count() == next) {
      begin();
    }
    double capital = 1 - shared;
    for (Player player : players) {
      capital += player.bet(loss);
    }
    evidence = capital;
    most = Math.max(most, capital);
    interval.add(loss);
  }

  /** The k-th player has 1/(k (k + 1)) of the capital; all together have all of it. */
  private void begin() {
    double share = 1.0 / ((players.size() + 1.0) * (players.size() + 2.0));
    players.add(new Player(share));
    shared += share;
    next = next == 0 ? FIRST : 2 * next;
  }

  public long count() {
    return interval.count();
  }

  /**
   * Returns the capital now, which was 1; its mean is at most 1 while the mean is at most the
   * bound.
   */
  public double evidence() {
    return evidence;
  }

  /**
   * Returns a p-value that is valid at any time.
   *
   * @return 1 divided by the greatest evidence so far
   */
  public double pValue() {
    return 1 / most;
  }

  /** Returns the mean of all losses; NaN without any. */
  public double mean() {
    return interval.mean();
  }

  /**
   * Returns an interval of the mean that is valid at any time.
   *
   * @param level the probability that it ever leaves out the mean, such as 0.05
   * @return its ends, 0 to 1
   */
  public Interval interval(double level) {
    return interval.at(level);
  }

  /** Bets on the mean being above the bound. */
  private final class Player {
    private double capital;
    private long count;
    private double sum;
    private double squares;

    Player(double capital) {
      this.capital = capital;
    }

    double bet(double loss) {
      // one loss at the bound and a variance of a quarter are there from the beginning
      double mean = (bound + sum) / (count + 1);
      double variance = Math.max(0, (0.25 + bound * bound + squares) / (count + 1) - mean * mean);
      double above = mean - bound;
      double stake = Math.max(0, above / (variance + above * above));
      capital *= 1 + Math.min(stake, MOST / bound) * (loss - bound);
      count++;
      sum += loss;
      squares += loss * loss;
      return capital;
    }
  }
}
