package io.lifecycle4j.core.registry;

import java.math.BigDecimal;
import java.math.MathContext;
import org.apache.commons.math3.special.Erf;

/**
 * The chance that a comparison passes falsely, one-sided.
 *
 * @param chance above 0, below 0.5
 */
record Level(double chance) {
  /** That of a comparison which no promise of a rate of false promotions limits. */
  static final Level USUAL = new Level(0.05);

  /** Beyond it the normal distribution is not known well enough. */
  private static final double LEAST = 1e-15;

  /** The 80 % quantile of the standard normal distribution. */
  private static final double POWER = 0.8416;

  Level {
    chance = Math.max(chance, LEAST);
  }

  /** Returns the quantile of the standard normal distribution that is exceeded by this chance. */
  double critical() {
    return Math.sqrt(2) * Erf.erfcInv(2 * chance);
  }

  /**
   * Returns the difference that is found with a power of 80 %, in units of its standard error. Its
   * square is 6.18 at 5 %.
   */
  double detectable() {
    return critical() + POWER;
  }

  /** Names the interval that leaves out this chance on each side, such as {@code 90 % interval}. */
  String interval() {
    BigDecimal percent = new BigDecimal(100 * (1 - 2 * chance), new MathContext(6));
    return percent.stripTrailingZeros().toPlainString() + " % interval";
  }
}
