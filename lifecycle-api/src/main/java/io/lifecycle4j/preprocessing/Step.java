package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Column;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * A preprocessing step, applied to a column before its values are passed to the network.
 *
 * <p>Several steps on a column are applied in order; each is fitted to the output of the previous
 * ones on the training rows. A number or tensor column without a step is passed unchanged; a text
 * needs a step that encodes it as numbers, a time needs {@link DateParts}. A row with a number that
 * is missing or infinite after the last step is rejected, in training and in serving. Steps may be
 * added: a switch needs a default branch.
 */
public sealed interface Step
    permits Step.Each,
        Step.ImputeMean,
        Step.ImputeMedian,
        Step.ImputeMostFrequent,
        Step.ImputeConstant,
        Step.ImputeText,
        Step.MissingIndicator,
        Step.Standardize,
        Step.StandardizeChannels,
        Step.MinMax,
        Step.Robust,
        Step.Scale,
        Step.Log,
        Step.Clip,
        Step.Bucketize,
        Step.BucketizeQuantiles,
        Step.OneHot,
        Step.Ordinal,
        Step.Hash,
        Step.DateParts,
        Step.Lag,
        Step.User,
        NormalizeChannels,
        Tokens,
        Index {
  /** The most categories of a column. A column with more is probably an identifier. */
  int MAX_CATEGORIES = 10_000;

  /**
   * Returns the column.
   *
   * @return the name of an input column, or of one that an earlier step derived; for {@link Each},
   *     the description of its columns
   */
  String column();

  /**
   * A step of several columns. It is expanded to one step for each column when the columns of the
   * input are known; only those steps are fitted and stored.
   *
   * @param column the description of the columns
   * @param steps creates the steps from the input columns that no earlier step encoded
   */
  record Each(String column, Function<List<Column>, List<Step>> steps) implements Step {
    /** Checks the parts. */
    public Each {
      required(column, "column");
      required(steps, "steps");
    }
  }

  /**
   * Fills missing numbers with the mean of the training rows.
   *
   * @param column the column, a number
   */
  record ImputeMean(String column) implements Step {
    /** Checks the name. */
    public ImputeMean {
      checkName("column", column);
    }
  }

  /**
   * Fills missing numbers with the median of the training rows.
   *
   * @param column the column, a number
   */
  record ImputeMedian(String column) implements Step {
    /** Checks the name. */
    public ImputeMedian {
      checkName("column", column);
    }
  }

  /**
   * Fills missing cells with the most frequent value of the training rows; of equally frequent
   * values, with the least.
   *
   * @param column the column, a number or text with at most {@value #MAX_CATEGORIES} different
   *     values
   */
  record ImputeMostFrequent(String column) implements Step {
    /** Checks the name. */
    public ImputeMostFrequent {
      checkName("column", column);
    }
  }

  /**
   * Fills missing numbers with a constant.
   *
   * @param column the column, a number
   * @param value the value to fill in, finite
   */
  record ImputeConstant(String column, double value) implements Step {
    /** Checks the parts. */
    public ImputeConstant {
      checkName("column", column);
      check(
          Double.isFinite(value),
          "Invalid constant for column %s: %s (must be finite)",
          column,
          value);
    }
  }

  /**
   * Fills missing texts with a constant.
   *
   * @param column the column, a text
   * @param text the text to fill in, not empty
   */
  record ImputeText(String column, String text) implements Step {
    /** Checks the parts. */
    public ImputeText {
      checkName("column", column);
      check(!required(text, "text").isEmpty(), "Invalid text for column %s: it is empty", column);
    }
  }

  /**
   * Derives the column {@code NAME.missing}: 1 if the cell was missing in the input, else 0.
   *
   * @param column the column, a number, text or time of the input
   */
  record MissingIndicator(String column) implements Step {
    /** Checks the name. */
    public MissingIndicator {
      checkName("column", column);
    }
  }

  /**
   * Subtracts the mean of the training rows and divides by their standard deviation.
   *
   * <p>For a tensor, both are computed over all its numbers. A constant column becomes 0.
   *
   * @param column the column, a number or tensor
   */
  record Standardize(String column) implements Step {
    /** Checks the name. */
    public Standardize {
      checkName("column", column);
    }
  }

  /**
   * Subtracts from each channel of a tensor its mean over the training rows and divides by its
   * standard deviation. A constant channel becomes 0.
   *
   * @param column the column, a tensor whose first dimension is the channel
   */
  record StandardizeChannels(String column) implements Step {
    /** Checks the name. */
    public StandardizeChannels {
      checkName("column", column);
    }
  }

  /**
   * Scales a column so that the least number of the training rows becomes 0 and the greatest 1. A
   * constant column becomes 0; a number outside the range of the training rows becomes less than 0
   * or greater than 1.
   *
   * @param column the column, a number
   */
  record MinMax(String column) implements Step {
    /** Checks the name. */
    public MinMax {
      checkName("column", column);
    }
  }

  /**
   * Subtracts the median of the training rows and divides by their interquartile range, both of
   * which are robust against outliers. If that range is 0, it only subtracts.
   *
   * @param column the column, a number
   */
  record Robust(String column) implements Step {
    /** Checks the name. */
    public Robust {
      checkName("column", column);
    }
  }

  /**
   * Multiplies by a constant, such as 1/255 for the bytes of an image.
   *
   * @param column the column, a number or tensor
   * @param factor the factor, finite
   */
  record Scale(String column, double factor) implements Step {
    /** Checks the parts. */
    public Scale {
      checkName("column", column);
      check(
          Double.isFinite(factor),
          "Invalid factor for column %s: %s (must be finite)",
          column,
          factor);
    }
  }

  /**
   * Computes the natural logarithm of {@code 1 + x}.
   *
   * @param column the column, a number
   * @param outside how numbers of -1 and less are handled
   */
  record Log(String column, DomainPolicy outside) implements Step {
    /** Checks the parts. */
    public Log {
      checkName("column", column);
      required(outside, "domain policy");
    }
  }

  /**
   * Clips numbers to a range. An infinite cell is still rejected.
   *
   * @param column the column, a number
   * @param low the lower limit, finite
   * @param high the upper limit, finite
   */
  record Clip(String column, double low, double high) implements Step {
    /** Checks the parts. */
    public Clip {
      FittedStep.Clip.check(column, low, high);
    }
  }

  /**
   * Returns the bucket of a number, which is how many edges are not above it: 0 to the number of
   * edges.
   *
   * @param column the column, a number
   * @param edges the edges, finite and strictly increasing
   */
  record Bucketize(String column, List<Double> edges) implements Step {
    /** Checks the parts. */
    public Bucketize {
      checkName("column", column);
      edges = FittedStep.Buckets.checked(column, edges);
    }
  }

  /**
   * Bucketizes at the quantiles of the training rows, so that the buckets hold about the same
   * number of rows.
   *
   * <p>Equal quantiles become one edge.
   *
   * @param column the column, a number
   * @param buckets the number of buckets, 2 to 100
   */
  record BucketizeQuantiles(String column, int buckets) implements Step {
    /** Checks the parts. */
    public BucketizeQuantiles {
      checkName("column", column);
      check(
          buckets >= 2 && buckets <= 100,
          "Invalid buckets of column %s: %s (must be 2 to 100)",
          column,
          buckets);
    }
  }

  /**
   * One-hot encodes a cell: one number for each different value of the training rows.
   *
   * <p>The number is 1 for the value of the cell and 0 for the others.
   *
   * @param column the column, a text, or a number such as a bucket
   * @param unknown how a value that no training row has is handled
   */
  record OneHot(String column, UnknownPolicy unknown) implements Step {
    /** Checks the parts. */
    public OneHot {
      checkName("column", column);
      required(unknown, "policy for unknown categories");
    }
  }

  /**
   * Encodes a text as its position among the sorted texts of the training rows, from 0.
   *
   * @param column the column, a text
   * @param unknown how a text that no training row has is handled; not {@link UnknownPolicy#ZEROS}
   */
  record Ordinal(String column, UnknownPolicy unknown) implements Step {
    /** Checks the parts. */
    public Ordinal {
      checkName("column", column);
      FittedStep.Codes.check(column, unknown);
    }
  }

  /**
   * Encodes a text as a vector with 1 at the position of its hash and 0 elsewhere. Nothing is
   * learned: no text is unknown, but several may share a position. A missing text is 0 everywhere.
   *
   * @param column the column, a text
   * @param buckets the number of positions, 2 to {@value #MAX_CATEGORIES}
   */
  record Hash(String column, int buckets) implements Step {
    /** Checks the parts. */
    public Hash {
      checkName("column", column);
      FittedStep.Hashed.check(column, buckets);
    }
  }

  /**
   * Derives a column for each part of a time, such as {@code date.month}; a missing time has
   * missing parts. The time itself is not passed to the network.
   *
   * @param column the column, a time
   * @param parts the parts, at least one, each once
   */
  record DateParts(String column, List<DatePart> parts) implements Step {
    /** Checks the parts. */
    public DateParts {
      checkName("column", column);
      parts = FittedStep.Parts.checked(column, parts);
    }
  }

  /**
   * Fills an input column with an earlier value of another column, in the rows of a dataset.
   *
   * <p>A row is preprocessed from its own cells only, in training and in serving, so a request must
   * contain the earlier number as a cell. Only in rows of a dataset that lack the column is it
   * derived: from the value of {@code of} in the row whose time is exactly {@code by} earlier, in
   * the same group and among the rows that are read (those of one role of a split). If there is no
   * such row, the cell is missing; a row of another time is never used. Within each group, rows
   * must be in the order of time, with at most one row for each time.
   *
   * @param column the input column to fill, a number
   * @param of the number column whose earlier value is used
   * @param by the lag, positive
   * @param time the column with the time of a row
   * @param group the text column that identifies the series, or empty for a single series
   */
  record Lag(String column, String of, Duration by, String time, String group) implements Step {
    /** Checks the parts. */
    public Lag {
      FittedStep.Lagged.check(column, of, by, time, group);
    }
  }

  /**
   * Applies a {@link UserStep} of the application.
   *
   * @param column the column, a number
   * @param id the id of the step
   */
  record User(String column, String id) implements Step {
    /** Checks the parts. */
    public User {
      checkName("column", column);
      checkName("step", id);
    }
  }
}
