package io.lifecycle4j.profile;

import io.lifecycle4j.profile.Profile.Distinct;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Lengths;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.NumberCounts;
import io.lifecycle4j.profile.Profile.Quantiles;
import io.lifecycle4j.profile.Profile.Shape;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A statistical profile of one column.
 *
 * <p>Parts that do not apply are absent: texts and columns without values have no moments, and a
 * profile from an earlier version of the library lacks later additions. The profile of a
 * {@linkplain io.lifecycle4j.schema.Column#isPrivate private} column in a version contains no
 * values of single rows: no range, histogram, quantiles or lengths, and only hashes of texts; it
 * contains counts, mean, deviation and shape. Immutable.
 */
public final class ColumnProfile {
  /** The most texts that are counted separately. */
  public static final int MAX_CATEGORIES = 1_000;

  /** Stands for all texts that are not counted separately. */
  public static final String OTHER = "(other)";

  private final String name;
  private final long count;
  private final long missing;
  private final @Nullable Moments moments;
  private final @Nullable Shape shape;
  private final @Nullable NumberCounts numbers;
  private final @Nullable Histogram histogram;
  private final @Nullable Quantiles quantiles;
  private final Map<String, Long> categories;
  private final @Nullable Lengths lengths;
  private final @Nullable Distinct distinct;
  private final @Nullable Double designEffect;
  private final @Nullable String words;
  private final @Nullable String sample;

  /**
   * Creates a profile of these parts only.
   *
   * @param name the column, or a statistic of it such as {@code image.mean}
   * @param count number of rows, including missing values
   * @param missing number of rows without a usable value: NaN, infinite, or empty text
   * @param moments range, mean and spread; null for texts, and if all values are missing
   * @param histogram counts between edges; null for texts, and if all values are missing
   * @param categories rows by text; empty for numbers
   */
  public ColumnProfile(
      String name,
      long count,
      long missing,
      @Nullable Moments moments,
      @Nullable Histogram histogram,
      Map<String, Long> categories) {
    this(
        builder(name, count, missing).moments(moments).histogram(histogram).categories(categories));
  }

  ColumnProfile(ColumnProfileBuilder builder) {
    name = builder.name;
    count = builder.count;
    missing = builder.missing;
    moments = builder.moments;
    shape = builder.shape;
    numbers = builder.numbers;
    histogram = builder.histogram;
    quantiles = builder.quantiles;
    categories = builder.categories;
    lengths = builder.lengths;
    distinct = builder.distinct;
    designEffect = builder.designEffect;
    words = builder.words;
    sample = builder.sample;
  }

  /**
   * Returns a builder for a profile.
   *
   * @param name the column, or a statistic of it such as {@code image.mean}
   * @param count number of rows, including missing values
   * @param missing number of rows without a usable value: NaN, infinite, or empty text
   * @return a builder
   */
  public static ColumnProfileBuilder builder(String name, long count, long missing) {
    return new ColumnProfileBuilder(name, count, missing);
  }

  /**
   * Returns the name of the column.
   *
   * @return the column, or a statistic of it such as {@code image.mean}
   */
  public String name() {
    return name;
  }

  /**
   * Counts the rows.
   *
   * @return number of rows, including missing values
   */
  public long count() {
    return count;
  }

  /**
   * Counts the rows without a usable value.
   *
   * @return number of rows that are NaN, infinite, or empty text
   */
  public long missing() {
    return missing;
  }

  /**
   * Returns range, mean and spread.
   *
   * @return the moments; empty for texts, and if all values are missing
   */
  public Optional<Moments> moments() {
    return Optional.ofNullable(moments);
  }

  /**
   * Returns skewness and kurtosis.
   *
   * @return the shape; empty for texts and for constants
   */
  public Optional<Shape> shape() {
    return Optional.ofNullable(shape);
  }

  /**
   * Returns the counts of special numbers.
   *
   * @return counts of NaN, infinite and zero; empty for texts
   */
  public Optional<NumberCounts> numbers() {
    return Optional.ofNullable(numbers);
  }

  /**
   * Returns counts between edges, which are quantiles.
   *
   * @return the histogram; empty for texts, if all values are missing, and for a private column
   */
  public Optional<Histogram> histogram() {
    return Optional.ofNullable(histogram);
  }

  /**
   * Returns the quantiles.
   *
   * @return the quantiles; empty for texts, if all values are missing, and for a private column
   */
  public Optional<Quantiles> quantiles() {
    return Optional.ofNullable(quantiles);
  }

  /**
   * Counts rows by text. At most the {@value #MAX_CATEGORIES} most frequent texts are counted
   * separately, fewer if {@linkplain Profile many columns have long texts}; the others count as
   * {@value #OTHER}. A text that equals {@value #OTHER} is prefixed with a backslash; a text of
   * more than 200 characters is replaced by its beginning and a hash, and a text of a private
   * column by a hash only.
   *
   * @return rows by text, sorted; empty for numbers
   */
  public Map<String, Long> categories() {
    return categories;
  }

  /**
   * Returns the lengths of the texts.
   *
   * @return the lengths; empty for numbers, if all values are missing, and for a private column
   */
  public Optional<Lengths> lengths() {
    return Optional.ofNullable(lengths);
  }

  /**
   * Returns the number of different values, without missing ones.
   *
   * @return the number of values, and whether it is exact; empty if it was not counted
   */
  public Optional<Distinct> distinct() {
    return Optional.ofNullable(distinct);
  }

  /**
   * Returns how many rows say as much as one that does not depend on others in time.
   *
   * @return the number, at least 1; 1 if rows are independent, or it was not asked for
   */
  public double designEffect() {
    return designEffect == null ? 1 : designEffect;
  }

  /**
   * Returns the words by which {@code comment.unseen}, the share of other words in a text, is
   * computed: those of the rows that a trainer learned from.
   *
   * @return a set of words, as the library wrote it; empty for every other column
   */
  public Optional<String> words() {
    return Optional.ofNullable(words);
  }

  /**
   * Returns a sample of the rows of an image or sequence, as a few features of each: it is in the
   * column of its mean, {@code image.mean}, of a drift reference.
   *
   * @return a sample, as the library wrote it; empty for every other column
   */
  public Optional<String> sample() {
    return Optional.ofNullable(sample);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ColumnProfile that
        && name.equals(that.name)
        && count == that.count
        && missing == that.missing
        && categories.equals(that.categories)
        && Objects.equals(moments, that.moments)
        && Objects.equals(histogram, that.histogram)
        && sameDetails(that);
  }

  private boolean sameDetails(ColumnProfile that) {
    return Objects.equals(shape, that.shape)
        && Objects.equals(numbers, that.numbers)
        && Objects.equals(quantiles, that.quantiles)
        && Objects.equals(lengths, that.lengths)
        && Objects.equals(distinct, that.distinct)
        && Objects.equals(designEffect, that.designEffect)
        && Objects.equals(words, that.words)
        && Objects.equals(sample, that.sample);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, count, missing, moments, histogram, categories);
  }

  @Override
  public String toString() {
    return "ColumnProfile[name="
        + name
        + ", count="
        + count
        + ", missing="
        + missing
        + ", moments="
        + moments
        + ", histogram="
        + histogram
        + ", categories="
        + categories
        + "]";
  }
}
