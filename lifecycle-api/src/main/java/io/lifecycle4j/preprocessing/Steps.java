package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Names steps: {@code impute("temp").mean(), standardize("temp"), oneHot("dayType")}.
 *
 * <p>Some steps take several columns: {@code standardize("temp", "wind")}, or all of a kind: {@code
 * standardize(allNumbers())}. The columns are those of the input, so the label is never one of
 * them.
 */
public final class Steps {
  private Steps() {}

  /**
   * Chooses all numbers of the input, whole numbers and booleans too, but for those that an earlier
   * step encoded. Columns that steps derive are not chosen.
   *
   * @return a choice of columns; {@link Predicate#and} narrows it
   */
  public static Predicate<Column> allNumbers() {
    return column -> column.type().isNumber() && column.type() != DataType.TIMESTAMP;
  }

  /**
   * Chooses all texts of the input, but for those that an earlier step encoded.
   *
   * @return a choice of columns; {@link Predicate#and} narrows it
   */
  public static Predicate<Column> allTexts() {
    return column -> column.type().isText();
  }

  /**
   * Begins a step that fills missing cells.
   *
   * @param column the column, a number or text
   * @param more more columns, each filled with its own
   * @return what to fill them with
   */
  public static Impute impute(String column, String... more) {
    ColumnChoice.each(
        "impute", column, more, Step.ImputeMean::new); // refuses names that are none, now
    return new Impute(step -> ColumnChoice.each("impute", column, more, step));
  }

  /**
   * Begins a step that fills missing cells.
   *
   * @param columns chooses columns of the input, such as {@link #allNumbers()}, each filled with
   *     its own
   * @return what to fill them with
   */
  public static Impute impute(Predicate<? super Column> columns) {
    required(columns, "columns");
    return new Impute(step -> ColumnChoice.each("impute", columns, step));
  }

  /**
   * Adds a number that is 1 where a cell is missing, else 0.
   *
   * @param column the column, a number, text or time
   * @return the step; it derives the column {@code NAME.missing}
   */
  public static Step missingIndicator(String column) {
    return new Step.MissingIndicator(column);
  }

  /**
   * Brings a column to mean 0 and standard deviation 1.
   *
   * @param column the column, a number or tensor
   * @param more more columns, each by its own
   * @return the step
   */
  public static Step standardize(String column, String... more) {
    return ColumnChoice.each("standardize", column, more, Step.Standardize::new);
  }

  /**
   * Brings columns to mean 0 and standard deviation 1, each by its own.
   *
   * @param columns chooses columns of the input, such as {@link #allNumbers()}
   * @return the step
   */
  public static Step standardize(Predicate<? super Column> columns) {
    return ColumnChoice.each("standardize", columns, Step.Standardize::new);
  }

  /**
   * Multiplies a column by a constant.
   *
   * @param column the column, a number or tensor
   * @param factor the factor
   * @return the step
   */
  public static Step scale(String column, double factor) {
    return new Step.Scale(column, factor);
  }

  /**
   * Brings each channel of an image to mean 0 and standard deviation 1.
   *
   * @param column the column, a tensor whose first dimension is the channel
   * @return the step
   */
  public static Step standardizeChannels(String column) {
    return new Step.StandardizeChannels(column);
  }

  /**
   * Brings each channel of an image from a given mean and deviation to 0 and 1.
   *
   * @param column the column, a tensor whose first dimension is the channel
   * @param means a mean for each channel
   * @param deviations a deviation for each channel
   * @return the step
   */
  public static Step normalizeChannels(String column, List<Double> means, List<Double> deviations) {
    return new Step.NormalizeChannels(column, means, deviations);
  }

  /**
   * Brings a column to the range 0 to 1.
   *
   * @param column the column, a number
   * @param more more columns, each by its own
   * @return the step
   */
  public static Step minMax(String column, String... more) {
    return ColumnChoice.each("minMax", column, more, Step.MinMax::new);
  }

  /**
   * Brings columns to the range 0 to 1, each by its own.
   *
   * @param columns chooses columns of the input, such as {@link #allNumbers()}
   * @return the step
   */
  public static Step minMax(Predicate<? super Column> columns) {
    return ColumnChoice.each("minMax", columns, Step.MinMax::new);
  }

  /**
   * Brings a column to median 0 and interquartile range 1.
   *
   * @param column the column, a number
   * @return the step
   */
  public static Step robust(String column) {
    return new Step.Robust(column);
  }

  /**
   * Takes the logarithm of {@code 1 + x}; a row with -1 or less is refused.
   *
   * @param column the column, a number
   * @return the step
   */
  public static Step log(String column) {
    return log(column, DomainPolicy.ERROR);
  }

  /**
   * Takes the logarithm of {@code 1 + x}.
   *
   * @param column the column, a number
   * @param outside what becomes of -1 and less
   * @return the step
   */
  public static Step log(String column, DomainPolicy outside) {
    return new Step.Log(column, outside);
  }

  /**
   * Brings numbers outside a range to its nearer end.
   *
   * @param column the column, a number
   * @param low the least number that stays
   * @param high the greatest number that stays
   * @return the step
   */
  public static Step clip(String column, double low, double high) {
    return new Step.Clip(column, low, high);
  }

  /**
   * Turns a number into that of its bucket, 0 below the first edge.
   *
   * @param column the column, a number
   * @param edges the edges, strictly increasing; an edge belongs to the bucket above it
   * @return the step
   */
  public static Step bucketize(String column, Double... edges) {
    return new Step.Bucketize(column, Arrays.asList(required(edges, "edges")));
  }

  /**
   * Turns a number into that of its bucket, each with about as many training rows.
   *
   * @param column the column, a number
   * @param buckets how many buckets
   * @return the step
   */
  public static Step quantileBuckets(String column, int buckets) {
    return new Step.BucketizeQuantiles(column, buckets);
  }

  /**
   * Turns a text into one number for each text of the training rows.
   *
   * @param column the column, a text
   * @param more more columns, each by its own texts
   * @return the step
   */
  public static Step oneHot(String column, String... more) {
    return ColumnChoice.each("oneHot", column, more, name -> oneHot(name, UnknownPolicy.ZEROS));
  }

  /**
   * Turns texts into one number for each text that their column has in the training rows.
   *
   * @param columns chooses columns of the input, such as {@link #allTexts()}
   * @return the step
   */
  public static Step oneHot(Predicate<? super Column> columns) {
    return oneHot(columns, UnknownPolicy.ZEROS);
  }

  /**
   * Turns texts into one number for each text that their column has in the training rows.
   *
   * @param columns chooses columns of the input, such as {@link #allTexts()}
   * @param unknown what becomes of a text that no training row has
   * @return the step
   */
  public static Step oneHot(Predicate<? super Column> columns, UnknownPolicy unknown) {
    required(unknown, "policy for unknown categories");
    return ColumnChoice.each("oneHot", columns, name -> oneHot(name, unknown));
  }

  /**
   * Turns a text or number into one number for each different one of the training rows.
   *
   * @param column the column, a text, or a number such as a bucket
   * @param unknown what becomes of one that no training row has
   * @return the step
   */
  public static Step oneHot(String column, UnknownPolicy unknown) {
    return new Step.OneHot(column, unknown);
  }

  /**
   * Turns a text into its place among those of the training rows.
   *
   * @param column the column, a text
   * @param unknown what becomes of a text that no training row has: an own place or an error
   * @return the step
   */
  public static Step ordinal(String column, UnknownPolicy unknown) {
    return new Step.Ordinal(column, unknown);
  }

  /**
   * Turns a text into 1 at a place that its hash gives, for texts too many to list.
   *
   * @param column the column, a text
   * @param buckets how many places
   * @return the step
   */
  public static Step hash(String column, int buckets) {
    return new Step.Hash(column, buckets);
  }

  /**
   * Turns a time into numbers, each a column such as {@code date.month}.
   *
   * @param column the column, a time
   * @param parts which numbers
   * @return the step
   */
  public static Step dateParts(String column, DatePart... parts) {
    return new Step.DateParts(column, Arrays.asList(required(parts, "date parts")));
  }

  /**
   * Fills a column of the input, in rows of a data set, with what another held earlier. A request
   * brings it as a cell; see {@link Step.Lag}.
   *
   * @param column the column that is filled, a number
   * @param of the number that is looked back at
   * @param by how far back
   * @param time the time of a row
   * @return the step
   */
  public static Step lag(String column, String of, Duration by, String time) {
    return lag(column, of, by, time, "");
  }

  /**
   * Fills a column with what another held earlier in the same series; see {@link Step.Lag}.
   *
   * @param column the column that is filled, a number
   * @param of the number that is looked back at
   * @param by how far back
   * @param time the time of a row
   * @param group the text that tells series apart
   * @return the step
   */
  public static Step lag(String column, String of, Duration by, String time, String group) {
    return new Step.Lag(column, of, by, time, group);
  }

  /**
   * Does a step of the application's own.
   *
   * @param column the column, a number
   * @param id the id of a {@link UserStep} on the class path
   * @return the step
   */
  public static Step user(String column, String id) {
    return new Step.User(column, id);
  }

  /** A step that waits for what fills missing cells. */
  public static final class Impute {
    private final Function<Function<String, Step>, Step> of;

    private Impute(Function<Function<String, Step>, Step> of) {
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
     * Fills with the most frequent cell of the training rows.
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
}
