package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.core.registry.gates.GateFigures.figure;

import io.lifecycle4j.evaluation.HoldoutLook.Spent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.special.Erf;

/**
 * The chance that a comparison passes falsely, one-sided.
 *
 * @param chance above 0, below 0.5
 * @param spent what the look at the rows spent; empty if no promise of a rate of false promotions
 *     limits the comparison
 */
public record Level(double chance, Optional<Spent> spent) {
  public static final Level USUAL = new Level(0.05);

  /** Beyond it the normal distribution is not known well enough. */
  private static final double LEAST = 1e-15;

  /** The 80 % quantile of the standard normal distribution. */
  private static final double POWER = 0.8416;

  Level(double chance) {
    this(chance, Optional.empty());
  }

  /** Returns that of comparisons of two versions in a look. */
  public static Level of(Spent spent) {
    return new Level(spent.level(), Optional.of(spent));
  }

  /** Returns that of each of several comparisons of which one is to pass. */
  Level among(int comparisons) {
    return new Level(chance / comparisons, spent);
  }

  /** Bounds the chance. */
  public Level {
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

  /**
   * Returns the difference of two shares of the same rows that is found with a power of 80 %; at
   * least that of versions which answer all rows alike.
   *
   * @param differing the share of rows that only one of the versions answers rightly
   */
  public double detectable(int rows, double differing) {
    double square = critical() * critical();
    return Math.max(square / (rows + square), detectable() * Math.sqrt(differing / rows));
  }

  /** Says what was spent and is left; empty if no promise limits the comparison. */
  String words() {
    return spent
        .map(
            look ->
                String.format(
                    Locale.ROOT,
                    " (level %s; left: %s on these rows, %s of the promise)",
                    figure(chance),
                    figure(look.holdoutLeft()),
                    figure(look.promiseLeft())))
        .orElse("");
  }

  /** Returns the numbers of {@link #words}. */
  Map<String, Double> figures() {
    return spent
        .map(
            look ->
                Map.of(
                    "level", chance,
                    "holdout_left", look.holdoutLeft(),
                    "promise_left", look.promiseLeft()))
        .orElse(Map.of());
  }

  /**
   * Names the interval that leaves out this chance on each side, such as {@code 90 % interval},
   * with two digits of what it leaves out.
   */
  String interval() {
    BigDecimal outside = new BigDecimal(200 * chance, new MathContext(2));
    BigDecimal percent = BigDecimal.valueOf(100).subtract(outside);
    return percent.stripTrailingZeros().toPlainString() + " % interval";
  }
}
