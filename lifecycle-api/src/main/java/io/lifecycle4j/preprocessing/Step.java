package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Column;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Something to be done to a column before the network sees it.
 *
 * <p>Several steps on one column are done in their order; each learns from what the ones before it
 * leave of the training rows. A number or tensor column without a step goes to the network as it
 * is; a text needs a step that makes it numbers, a time {@link DateParts}. A number that is missing
 * after the last step, or that is infinite, refuses its row, in training and in serving alike. More
 * steps may come: a switch needs a default branch.
 */
public sealed interface Step {
  /** The most categories of a column: with more it is an identifier, which they cannot describe. */
  int MAX_CATEGORIES = 10_000;

  /**
   * Names the column.
   *
   * @return the name of a column of the input, or of one that an earlier step derived; of {@link
   *     Each}, what was said of its columns
   */
  String column();

  /**
   * A step of several columns. It becomes one step for each of them when it meets the columns of an
   * input; what is fitted and stored has only those.
   *
   * @param column what is said of the columns
   * @param steps returns the steps; it gets the columns of the input that no earlier step encoded
   */
  record Each(String column, Function<List<Column>, List<Step>> steps) implements Step {
    /** Checks that nothing is missing. */
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
   * Fills missing cells with the most frequent one of the training rows, the least of equals.
   *
   * @param column the column, a number or text with at most {@value #MAX_CATEGORIES} different ones
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
   * @param value what to fill in, finite
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
   * @param text what to fill in, not empty
   */
  record ImputeText(String column, String text) implements Step {
    /** Checks the parts. */
    public ImputeText {
      checkName("column", column);
      check(!required(text, "text").isEmpty(), "Invalid text for column %s: it is empty", column);
    }
  }

  /**
   * Derives the column {@code NAME.missing}: 1 if the cell came without a value, else 0.
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
   * <p>For a tensor, both are taken over all its numbers. A constant column becomes 0.
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
   * Subtracts from each channel of a tensor a given mean and divides by a given deviation, those of
   * the images that a network was trained on before, for instance.
   *
   * @param column the column, a tensor whose first dimension is the channel
   * @param means a mean for each channel, finite
   * @param deviations a deviation for each channel, positive
   */
  record NormalizeChannels(String column, List<Double> means, List<Double> deviations)
      implements Step {
    /** Checks the parts. */
    public NormalizeChannels {
      checkName("column", column);
      means = copy(means, "means of column " + column);
      deviations = copy(deviations, "deviations of column " + column);
      check(
          !means.isEmpty()
              && means.size() == deviations.size()
              && means.stream().allMatch(Double::isFinite)
              && deviations.stream().allMatch(value -> value > 0 && Double.isFinite(1 / value)),
          "Invalid channels of column %s: means %s, deviations %s (must be finite, one for each,"
              + " deviations positive)",
          column,
          means,
          deviations);
    }
  }

  /**
   * Brings the least number of the training rows to 0 and the greatest to 1. A constant column
   * becomes 0; a number beyond those of the training rows goes beyond 0 and 1.
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
   * Subtracts the median of the training rows and divides by their interquartile range, which
   * outliers do not move. Where that range is 0, it only subtracts.
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
   * Takes the natural logarithm of {@code 1 + x}.
   *
   * @param column the column, a number
   * @param outside what becomes of -1 and less
   */
  record Log(String column, DomainPolicy outside) implements Step {
    /** Checks the parts. */
    public Log {
      checkName("column", column);
      required(outside, "domain policy");
    }
  }

  /**
   * Brings numbers outside a range to its nearer end. An infinite cell is refused all the same.
   *
   * @param column the column, a number
   * @param low the least number that stays, finite
   * @param high the greatest number that stays, finite
   */
  record Clip(String column, double low, double high) implements Step {
    /** Checks the parts. */
    public Clip {
      FittedStep.Clip.check(column, low, high);
    }
  }

  /**
   * Counts how many of some edges are not above a number: 0 to the number of edges.
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
   * Bucketizes at the quantiles of the training rows, so that the buckets hold about equally many.
   *
   * <p>Equal quantiles give one edge.
   *
   * @param column the column, a number
   * @param buckets how many, 2 to 100
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
   * Turns a cell into one number for each different cell of the training rows.
   *
   * <p>It is 1 for the one it is and 0 for the others.
   *
   * @param column the column, a text, or a number such as a bucket
   * @param unknown what becomes of a cell that no training row has
   */
  record OneHot(String column, UnknownPolicy unknown) implements Step {
    /** Checks the parts. */
    public OneHot {
      checkName("column", column);
      required(unknown, "policy for unknown categories");
    }
  }

  /**
   * Turns a text into its place among the sorted texts of the training rows, from 0.
   *
   * @param column the column, a text
   * @param unknown what becomes of a text that no training row has; not {@link UnknownPolicy#ZEROS}
   */
  record Ordinal(String column, UnknownPolicy unknown) implements Step {
    /** Checks the parts. */
    public Ordinal {
      checkName("column", column);
      FittedStep.Codes.check(column, unknown);
    }
  }

  /**
   * Turns a text into 1 at a place that its hash gives, and 0 at the others. Learns nothing: no
   * text is unknown, but several may share a place. A missing text is 0 everywhere.
   *
   * @param column the column, a text
   * @param buckets how many places, 2 to {@value #MAX_CATEGORIES}
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
   * missing parts. The time itself does not go to the network.
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
   * Fills a column of the input, in the rows of a data set, with what another column held earlier.
   *
   * <p>A row is prepared from its own cells alone, in training and in serving. So a request brings
   * the earlier number as a cell; only rows of a data set that lack the column get it derived: the
   * number that {@code of} holds in the row whose time is exactly {@code by} before, in the same
   * group and among the rows that are read (those of one role of a split); missing if there is no
   * such row, never a number of another time. Rows must come in the order of time within each
   * group, at most one for each time.
   *
   * @param column the column of the input that is filled, a number
   * @param of the number that is looked back at
   * @param by how far back, positive
   * @param time the time of a row
   * @param group the text that tells series apart, or empty when there is one series
   */
  record Lag(String column, String of, Duration by, String time, String group) implements Step {
    /** Checks the parts. */
    public Lag {
      FittedStep.Lagged.check(column, of, by, time, group);
    }
  }

  /**
   * Does what a {@link UserStep} of the application does.
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
