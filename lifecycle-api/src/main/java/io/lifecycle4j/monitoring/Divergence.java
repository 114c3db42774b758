package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.DriftMeasure;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The divergence of one column of a window from the reference.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class Divergence {
  private final String column;
  private final double pValue;
  private final String explanation;
  private final double effect;
  private final double low;
  private final double high;
  private final Map<DriftMeasure, Double> measures;
  private final Map<String, Double> figures;

  private Divergence(Builder builder) {
    column = builder.column;
    pValue = builder.pValue;
    explanation = builder.explanation;
    effect = builder.effect;
    low = builder.low;
    high = builder.high;
    measures = Collections.unmodifiableMap(new EnumMap<>(builder.measures));
    figures = Collections.unmodifiableMap(new TreeMap<>(builder.figures));
  }

  /**
   * Returns a builder.
   *
   * @param column the column or statistic, such as {@code image.mean}
   * @param pValue the probability of a shift at least as great without drift, 0 to 1
   * @param explanation a description of the shift, with numbers
   * @return a builder
   */
  public static Builder builder(String column, double pValue, String explanation) {
    return new Builder(column, pValue, explanation);
  }

  /**
   * Returns a divergence that has a score but no p-value yet. A detector that {@linkplain
   * io.lifecycle4j.monitoring.spi.DriftDetector#needsCalibration() needs calibration} returns such
   * divergences.
   *
   * @param column the column or statistic, such as {@code image.mean}
   * @param score the score, the effect size: the greater, the more the window differs
   * @param explanation a description of the shift, with numbers
   * @return the divergence, with a p-value of 1
   */
  public static Divergence score(String column, double score, String explanation) {
    return builder(column, 1, explanation).effect(score).build();
  }

  /**
   * Returns the column.
   *
   * @return the column or statistic, such as {@code image.mean}
   */
  public String column() {
    return column;
  }

  /**
   * Returns the probability of a shift at least as great without drift.
   *
   * @return the p-value, 0 to 1
   */
  public double pValue() {
    return pValue;
  }

  /**
   * Returns the same divergence with another p-value.
   *
   * @param value the probability of a shift at least as great without drift, 0 to 1
   * @return the divergence
   */
  public Divergence withPValue(double value) {
    Builder builder = builder(column, value, explanation).effect(effect, low, high);
    builder.measures.putAll(measures);
    builder.figures.putAll(figures);
    return builder.build();
  }

  /**
   * Describes the shift.
   *
   * @return a description with numbers
   */
  public String explanation() {
    return explanation;
  }

  /**
   * Returns the effect size, by default the population stability index minus its mean without
   * drift.
   *
   * @return the effect size; 0 or below means no drift
   */
  public double effect() {
    return effect;
  }

  /**
   * Returns the lower end of the 95 % interval of the effect size.
   *
   * @return the lower end; the effect itself if it has no interval
   */
  public double low() {
    return low;
  }

  /**
   * Returns the upper end of the 95 % interval of the effect size.
   *
   * @return the upper end; the effect itself if it has no interval
   */
  public double high() {
    return high;
  }

  /**
   * Returns the drift measures of the column.
   *
   * @return each measure minus its mean without drift
   */
  public Map<DriftMeasure, Double> measures() {
    return measures;
  }

  /**
   * Returns figures of both samples.
   *
   * @return figures by name, such as {@code missing}, {@code unseen}, {@code mean} and {@code
   *     deviation}, each with {@code .before} for the reference and {@code .after} for the window;
   *     shares are 0 to 1
   */
  public Map<String, Double> figures() {
    return figures;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Divergence that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(column, pValue, explanation, effect, low, high, measures, figures);
  }

  @Override
  public String toString() {
    return "Divergence[column="
        + column
        + ", effect="
        + effect
        + ", pValue="
        + pValue
        + ", explanation="
        + explanation
        + "]";
  }

  /** Builds a divergence. Not thread-safe. Setting a part again replaces it. */
  public static final class Builder {
    private static final MathContext NINE_DIGITS = new MathContext(9);

    private final String column;
    private final double pValue;
    private final String explanation;
    private double effect;
    private double low;
    private double high;
    private final Map<DriftMeasure, Double> measures = new EnumMap<>(DriftMeasure.class);
    private final Map<String, Double> figures = new TreeMap<>();

    private Builder(String column, double pValue, String explanation) {
      this.column = required(column, "column");
      check(
          pValue >= 0 && pValue <= 1,
          "Invalid p-value of column %s: %s (must be 0 to 1)",
          column,
          pValue);
      this.pValue = pValue;
      this.explanation = required(explanation, "explanation of column " + column);
    }

    /**
     * Sets the effect size. Default: 0.
     *
     * @param value the effect size; 0 or below means no drift
     * @return this builder
     */
    public Builder effect(double value) {
      return effect(value, value, value);
    }

    /**
     * Sets the effect size and its 95 % interval. Default: 0.
     *
     * @param value the effect size; 0 or below means no drift
     * @param lower the lower end
     * @param upper the upper end
     * @return this builder
     */
    public Builder effect(double value, double lower, double upper) {
      check(
          Double.isFinite(value),
          "Invalid effect of column %s: %s (must be finite)",
          column,
          value);
      check(
          lower <= upper && Double.isFinite(lower) && Double.isFinite(upper),
          "Invalid effect of column %s: %s to %s (must be finite and in order)",
          column,
          lower,
          upper);
      effect = value;
      low = lower;
      high = upper;
      return this;
    }

    /**
     * Adds a measure. Default: none.
     *
     * @param measure the measure
     * @param value its value, minus its mean without drift
     * @return this builder
     */
    public Builder measure(DriftMeasure measure, double value) {
      check(
          Double.isFinite(value),
          "Invalid %s of column %s: %s (must be finite)",
          required(measure, "measure").key(),
          column,
          value);
      measures.put(measure, value);
      return this;
    }

    /** The last digits depend on the order in which parts of a window were merged. */
    private static double rounded(double figure) {
      return new BigDecimal(figure).round(NINE_DIGITS).doubleValue();
    }

    /**
     * Adds a figure of both samples, with nine digits. It is ignored if either value is not finite.
     * Default: none.
     *
     * @param name the name, such as {@code mean}
     * @param before the figure of the reference
     * @param after the figure of the window
     * @return this builder
     */
    public Builder figure(String name, double before, double after) {
      required(name, "name of a figure");
      if (Double.isFinite(before) && Double.isFinite(after)) {
        figures.put(name + ".before", rounded(before));
        figures.put(name + ".after", rounded(after));
      }
      return this;
    }

    /**
     * Returns the divergence.
     *
     * @return the divergence
     */
    public Divergence build() {
      return new Divergence(this);
    }
  }
}
