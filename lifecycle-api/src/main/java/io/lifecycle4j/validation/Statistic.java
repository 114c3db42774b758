package io.lifecycle4j.validation;

/** A number that a profile tells of a column. More may come: a switch needs a default branch. */
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
  /** How many different values there are; estimated when there are many. */
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
   * Says the statistic in words.
   *
   * @return such as {@code mean}
   */
  public String words() {
    return words;
  }
}
