package io.lifecycle4j.preprocessing;

import java.util.function.Function;

/** A step that still needs the value to fill missing cells with. */
public final class Impute {
  private final Function<Function<String, Step>, Step> of;

  Impute(Function<Function<String, Step>, Step> of) {
    this.of = of;
  }

  /**
   * Fills with the mean of the training rows.
   *
   * @return the step
   */
  public Step mean() {
    return of.apply(Step.ImputeMean::new);
  }

  /**
   * Fills with the median of the training rows.
   *
   * @return the step
   */
  public Step median() {
    return of.apply(Step.ImputeMedian::new);
  }

  /**
   * Fills with the most frequent value of the training rows.
   *
   * @return the step
   */
  public Step mostFrequent() {
    return of.apply(Step.ImputeMostFrequent::new);
  }

  /**
   * Fills a text with a constant.
   *
   * @param text the constant
   * @return the step
   */
  public Step constant(String text) {
    return of.apply(column -> new Step.ImputeText(column, text));
  }

  /**
   * Fills with a constant.
   *
   * @param value the constant
   * @return the step
   */
  public Step constant(double value) {
    return of.apply(column -> new Step.ImputeConstant(column, value));
  }
}
