package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Creates steps: {@code impute("temp").mean(), standardize("temp"), oneHot("dayType")}.
 *
 * <p>Some steps accept several columns: {@code standardize("temp", "wind")}, or all columns of a
 * kind: {@code standardize(allNumbers())}. The columns are input columns, so the label is never one
 * of them.
 */
public final class Steps {
  private Steps() {}

  /**
   * Chooses all number columns of the input, including whole numbers and booleans, except those
   * that an earlier step encoded. Derived columns are not chosen.
   *
   * @return a choice of columns; {@link Predicate#and} narrows it
   */
  public static Predicate<Column> allNumbers() {
    return column -> column.type().isNumber() && column.type() != DataType.TIMESTAMP;
  }

  /**
   * Chooses all text columns of the input, except those that an earlier step encoded.
   *
   * @return a choice of columns; {@link Predicate#and} narrows it
   */
  public static Predicate<Column> allTexts() {
    return column -> column.type().isText();
  }

  /**
   * Imputes missing cells.
   *
   * @param column the column, a number or text
   * @param more more columns, each filled with a value of its own
   * @return a choice of the value to fill in
   */
  public static Impute impute(String column, String... more) {
    ColumnChoice.each("impute", column, more, Step.ImputeMean::new); // Rejects invalid names now.
    return new Impute(step -> ColumnChoice.each("impute", column, more, step));
  }

  /**
   * Imputes missing cells.
   *
   * @param columns chooses columns of the input, such as {@link #allNumbers()}; each is filled with
   *     a value of its own
   * @return a choice of the value to fill in
   */
  public static Impute impute(Predicate<? super Column> columns) {
    required(columns, "columns");
    return new Impute(step -> ColumnChoice.each("impute", columns, step));
  }

  /**
   * Derives a number that is 1 if a cell is missing, else 0.
   *
   * @param column the column, a number, text or time
   * @return the step; it derives the column {@code NAME.missing}
   */
  public static Step missingIndicator(String column) {
    return new Step.MissingIndicator(column);
  }

  /**
   * Standardizes a column to mean 0 and standard deviation 1.
   *
   * @param column the column, a number or tensor
   * @param more more columns, each scaled separately
   * @return the step
   */
  public static Step standardize(String column, String... more) {
    return ColumnChoice.each("standardize", column, more, Step.Standardize::new);
  }

  /**
   * Standardizes each of several columns to mean 0 and standard deviation 1.
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
   * Standardizes each channel of an image to mean 0 and standard deviation 1.
   *
   * @param column the column, a tensor whose first dimension is the channel
   * @return the step
   */
  public static Step standardizeChannels(String column) {
    return new Step.StandardizeChannels(column);
  }

  /**
   * Normalizes each channel of an image by a given mean and deviation.
   *
   * @param column the column, a tensor whose first dimension is the channel
   * @param means a mean for each channel
   * @param deviations a deviation for each channel
   * @return the step
   */
  public static Step normalizeChannels(String column, List<Double> means, List<Double> deviations) {
    return new NormalizeChannels(column, means, deviations);
  }

  /**
   * Scales a column to the range 0 to 1.
   *
   * @param column the column, a number
   * @param more more columns, each scaled separately
   * @return the step
   */
  public static Step minMax(String column, String... more) {
    return ColumnChoice.each("minMax", column, more, Step.MinMax::new);
  }

  /**
   * Scales each of several columns to the range 0 to 1.
   *
   * @param columns chooses columns of the input, such as {@link #allNumbers()}
   * @return the step
   */
  public static Step minMax(Predicate<? super Column> columns) {
    return ColumnChoice.each("minMax", columns, Step.MinMax::new);
  }

  /**
   * Scales a column to median 0 and interquartile range 1.
   *
   * @param column the column, a number
   * @return the step
   */
  public static Step robust(String column) {
    return new Step.Robust(column);
  }

  /**
   * Computes the natural logarithm of {@code 1 + x}; a row with -1 or less is rejected.
   *
   * @param column the column, a number
   * @return the step
   */
  public static Step log(String column) {
    return log(column, DomainPolicy.ERROR);
  }

  /**
   * Computes the natural logarithm of {@code 1 + x}.
   *
   * @param column the column, a number
   * @param outside how numbers of -1 and less are handled
   * @return the step
   */
  public static Step log(String column, DomainPolicy outside) {
    return new Step.Log(column, outside);
  }

  /**
   * Clips numbers to a range.
   *
   * @param column the column, a number
   * @param low the lower limit
   * @param high the upper limit
   * @return the step
   */
  public static Step clip(String column, double low, double high) {
    return new Step.Clip(column, low, high);
  }

  /**
   * Replaces a number by the number of its bucket, 0 below the first edge.
   *
   * @param column the column, a number
   * @param edges the edges, strictly increasing; an edge belongs to the bucket above it
   * @return the step
   */
  public static Step bucketize(String column, Double... edges) {
    return new Step.Bucketize(column, Arrays.asList(required(edges, "edges")));
  }

  /**
   * Replaces a number by the number of its bucket; the buckets hold about the same number of
   * training rows.
   *
   * @param column the column, a number
   * @param buckets the number of buckets
   * @return the step
   */
  public static Step quantileBuckets(String column, int buckets) {
    return new Step.BucketizeQuantiles(column, buckets);
  }

  /**
   * One-hot encodes a text: one number for each text of the training rows.
   *
   * @param column the column, a text
   * @param more more columns, each encoded with its own texts
   * @return the step
   */
  public static Step oneHot(String column, String... more) {
    return ColumnChoice.each("oneHot", column, more, name -> oneHot(name, UnknownPolicy.ZEROS));
  }

  /**
   * One-hot encodes texts: one number for each text that the column has in the training rows.
   *
   * @param columns chooses columns of the input, such as {@link #allTexts()}
   * @return the step
   */
  public static Step oneHot(Predicate<? super Column> columns) {
    return oneHot(columns, UnknownPolicy.ZEROS);
  }

  /**
   * One-hot encodes texts: one number for each text that the column has in the training rows.
   *
   * @param columns chooses columns of the input, such as {@link #allTexts()}
   * @param unknown how a text that no training row has is handled
   * @return the step
   */
  public static Step oneHot(Predicate<? super Column> columns, UnknownPolicy unknown) {
    required(unknown, "policy for unknown categories");
    return ColumnChoice.each("oneHot", columns, name -> oneHot(name, unknown));
  }

  /**
   * One-hot encodes a text or number: one number for each different value of the training rows.
   *
   * @param column the column, a text, or a number such as a bucket
   * @param unknown how a value that no training row has is handled
   * @return the step
   */
  public static Step oneHot(String column, UnknownPolicy unknown) {
    return new Step.OneHot(column, unknown);
  }

  /**
   * Encodes a text as its position among those of the training rows.
   *
   * @param column the column, a text
   * @param unknown how a text that no training row has is handled: its own position or an error
   * @return the step
   */
  public static Step ordinal(String column, UnknownPolicy unknown) {
    return new Step.Ordinal(column, unknown);
  }

  /**
   * Encodes a text as a vector with 1 at the position of its hash, for columns with too many texts
   * to list.
   *
   * @param column the column, a text
   * @param buckets the number of positions
   * @return the step
   */
  public static Step hash(String column, int buckets) {
    return new Step.Hash(column, buckets);
  }

  /**
   * Replaces a text by the ids of its words, at most 10,000 different ones, for an embedding. The
   * column becomes an input of its own, {@code int64 [-1, length]}; see {@link Tokens}.
   *
   * @param column the column, a text
   * @param length how many words are kept, the first ones
   * @return the step
   */
  public static Step tokens(String column, int length) {
    return tokens(column, length, Tokens.DEFAULT_ENTRIES);
  }

  /**
   * Replaces a text by the ids of its words, for an embedding; see {@link Tokens}.
   *
   * @param column the column, a text
   * @param length how many words are kept, the first ones
   * @param entries the most ids, padding and unknown words included: that of the embedding
   * @return the step
   */
  public static Step tokens(String column, int length, int entries) {
    return new Tokens(column, length, entries);
  }

  /**
   * Replaces a text by its id, at most 10,000 different ones, for an embedding. The column becomes
   * an input of its own, {@code int64 [-1, 1]}; see {@link Index}.
   *
   * @param column the column, a text
   * @return the step
   */
  public static Step index(String column) {
    return index(column, Tokens.DEFAULT_ENTRIES);
  }

  /**
   * Replaces a text by its id, for an embedding; see {@link Index}.
   *
   * @param column the column, a text
   * @param entries the most ids, those of missing and unknown texts included: that of the embedding
   * @return the step
   */
  public static Step index(String column, int entries) {
    return new Index(column, entries);
  }

  /**
   * Derives numbers from a time, each a column such as {@code date.month}.
   *
   * @param column the column, a time
   * @param parts the numbers to derive
   * @return the step
   */
  public static Step dateParts(String column, DatePart... parts) {
    return new Step.DateParts(column, Arrays.asList(required(parts, "date parts")));
  }

  /**
   * Fills an input column with an earlier value of another column, in rows of a dataset. A request
   * must contain it as a cell; see {@link Step.Lag}.
   *
   * @param column the column to fill, a number
   * @param of the number column whose earlier value is used
   * @param by the lag
   * @param time the column with the time of a row
   * @return the step
   */
  public static Step lag(String column, String of, Duration by, String time) {
    return lag(column, of, by, time, "");
  }

  /**
   * Fills a column with an earlier value of another column in the same series; see {@link
   * Step.Lag}.
   *
   * @param column the column to fill, a number
   * @param of the number column whose earlier value is used
   * @param by the lag
   * @param time the column with the time of a row
   * @param group the text column that identifies the series
   * @return the step
   */
  public static Step lag(String column, String of, Duration by, String time, String group) {
    return new Step.Lag(column, of, by, time, group);
  }

  /**
   * Applies a step that the application implements.
   *
   * @param column the column, a number
   * @param id the id of a {@link UserStep} on the class path
   * @return the step
   */
  public static Step user(String column, String id) {
    return new Step.User(column, id);
  }
}
