package io.lifecycle4j.profile;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.profile.Profile.Distinct;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Lengths;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.NumberCounts;
import io.lifecycle4j.profile.Profile.Quantiles;
import io.lifecycle4j.profile.Profile.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the profile of a column. Not thread-safe. */
public final class ColumnProfileBuilder {
  final String name;
  final long count;
  final long missing;
  @Nullable Moments moments;
  @Nullable Shape shape;
  @Nullable NumberCounts numbers;
  @Nullable Histogram histogram;
  @Nullable Quantiles quantiles;
  Map<String, Long> categories = Map.of();
  @Nullable Lengths lengths;
  @Nullable Distinct distinct;
  @Nullable Double designEffect;
  @Nullable String words;
  @Nullable String sample;

  ColumnProfileBuilder(String name, long count, long missing) {
    this.name = required(name, "name");
    this.count = count;
    this.missing = missing;
    check(
        missing >= 0 && count >= missing,
        "Invalid profile of %s: %s of %s rows are missing (must be 0 to all)",
        name,
        missing,
        count);
  }

  /**
   * Sets range, mean and spread. Default: absent.
   *
   * @param value the moments
   * @return this builder
   */
  public ColumnProfileBuilder moments(@Nullable Moments value) {
    moments = value;
    return this;
  }

  /**
   * Sets skewness and kurtosis. Default: absent.
   *
   * @param value the shape
   * @return this builder
   */
  public ColumnProfileBuilder shape(@Nullable Shape value) {
    shape = value;
    return this;
  }

  /**
   * Sets the counts of special numbers. Default: absent.
   *
   * @param value the counts
   * @return this builder
   */
  public ColumnProfileBuilder numbers(@Nullable NumberCounts value) {
    numbers = value;
    return this;
  }

  /**
   * Sets counts between edges. Default: absent.
   *
   * @param value the histogram
   * @return this builder
   */
  public ColumnProfileBuilder histogram(@Nullable Histogram value) {
    histogram = value;
    return this;
  }

  /**
   * Sets the quantiles. Default: absent.
   *
   * @param value the quantiles
   * @return this builder
   */
  public ColumnProfileBuilder quantiles(@Nullable Quantiles value) {
    quantiles = value;
    return this;
  }

  /**
   * Sets the counts of rows by text. Default: none.
   *
   * @param value rows by text
   * @return this builder
   */
  public ColumnProfileBuilder categories(Map<String, Long> value) {
    categories = copy(value, "categories");
    return this;
  }

  /**
   * Sets the lengths of texts. Default: absent.
   *
   * @param value the lengths
   * @return this builder
   */
  public ColumnProfileBuilder lengths(@Nullable Lengths value) {
    lengths = value;
    return this;
  }

  /**
   * Sets the number of different values. Default: absent.
   *
   * @param value the number of values
   * @return this builder
   */
  public ColumnProfileBuilder distinct(@Nullable Distinct value) {
    distinct = value;
    return this;
  }

  /**
   * Sets how many rows say as much as one that does not depend on others.
   *
   * @param value the number, at least 1, or null if rows are independent
   * @return this builder
   */
  public ColumnProfileBuilder designEffect(@Nullable Double value) {
    check(
        value == null || value >= 1,
        "Invalid design effect of %s: %s (must be at least 1)",
        name,
        value);
    designEffect = value;
    return this;
  }

  /**
   * Sets the words that texts had, for a column of the share of other words. Default: absent.
   *
   * @param value a set of words, as the library wrote it
   * @return this builder
   */
  public ColumnProfileBuilder words(@Nullable String value) {
    words = value;
    return this;
  }

  /**
   * Sets a sample of the rows of a tensor, for the column of its mean. Default: absent.
   *
   * @param value a sample, as the library wrote it
   * @return this builder
   */
  public ColumnProfileBuilder sample(@Nullable String value) {
    sample = value;
    return this;
  }

  /**
   * Returns the profile.
   *
   * @return the profile
   */
  public ColumnProfile build() {
    return new ColumnProfile(this);
  }
}
