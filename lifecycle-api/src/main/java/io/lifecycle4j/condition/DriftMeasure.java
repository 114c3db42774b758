package io.lifecycle4j.condition;

/**
 * A measure of how far the values of a column have moved from those of the reference, less what it
 * is on average without drift.
 */
public enum DriftMeasure {
  /** The population stability index, of the shares of bins or categories. */
  PSI,
  /** The Jensen-Shannon distance of the shares of bins or categories: from 0 to 1. */
  JENSEN_SHANNON,
  /** The Wasserstein-1 distance of numbers, as a part of the spread of the reference. */
  WASSERSTEIN,
  /**
   * The Kolmogorov-Smirnov statistic of numbers: the greatest difference of cumulative shares.
   * Nothing is subtracted.
   */
  KOLMOGOROV_SMIRNOV;

  /**
   * Returns the name in the text form of conditions.
   *
   * @return the name, such as {@code psi}
   */
  public String key() {
    return TextForm.key(this);
  }

  /**
   * Returns the name in words.
   *
   * @return the name, such as {@code PSI}
   */
  public String words() {
    return switch (this) {
      case PSI -> "PSI";
      case JENSEN_SHANNON -> "Jensen-Shannon distance";
      case WASSERSTEIN -> "Wasserstein distance";
      case KOLMOGOROV_SMIRNOV -> "Kolmogorov-Smirnov statistic";
    };
  }
}
