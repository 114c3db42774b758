package io.lifecycle4j.validation;

/**
 * A statistic of a column that its profile contains. Constants may be added: a switch needs a
 * default branch.
 */
public enum Statistic {
  /** The least number. */
  MIN("least value"),
  /** The greatest number. */
  MAX("greatest value"),
  /** The arithmetic mean. */
  MEAN("mean"),
  /** The standard deviation of the population. */
  DEVIATION("deviation"),
  /** The value that a share of the column does not exceed; estimated in large columns. */
  QUANTILE("quantile"),
  /** The share of rows without a value, 0 to 1. */
  MISSING("share of missing cells"),
  /** The number of different values; estimated if there are many. */
  CARDINALITY("number of different values"),
  /** The share of the rarest text among all texts, 0 to 1. */
  RAREST("share of the rarest class"),
  /** The share of the most frequent text among all texts, 0 to 1. */
  COMMONEST("share of the most frequent class");

  private final String words;

  Statistic(String words) {
    this.words = words;
  }

  /**
   * Returns the statistic in words.
   *
   * @return the words, such as {@code mean}
   */
  public String words() {
    return words;
  }
}
