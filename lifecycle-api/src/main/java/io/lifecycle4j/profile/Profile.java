package io.lifecycle4j.profile;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.profile.spi.ProfileWriter;
import java.util.List;
import java.util.Optional;

/**
 * A statistical profile of rows, by column.
 *
 * <p>It contains the most frequent texts. The texts of all columns together have at most {@value
 * #MAX_CHARACTERS} characters, where each text counts {@value #CATEGORY_CHARACTERS} more than its
 * length. Beyond that, the columns with the most characters are reduced to an equal share; texts
 * that are left out count as {@value ColumnProfile#OTHER}.
 *
 * @param rows number of rows
 * @param columns one profile for each column
 */
public record Profile(long rows, List<ColumnProfile> columns) {
  /** The most characters of the texts of all columns. */
  public static final int MAX_CHARACTERS = 1 << 21;

  /** How many characters a text counts in addition to its length, for its number of rows. */
  public static final int CATEGORY_CHARACTERS = 16;

  /** Checks the parts. */
  public Profile {
    columns = copy(columns, "columns");
    check(rows >= 0, "Invalid profile: %s rows (must not be negative)", rows);
  }

  /**
   * Finds the profile of a column.
   *
   * @param name the name of the column or statistic
   * @return the profile, or empty if there is none
   */
  public Optional<ColumnProfile> find(String name) {
    required(name, "column name");
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /**
   * Returns the profile as a table: missing cells, distinct values, range, mean, deviation and a
   * sketch of the distribution or the most frequent texts of each column.
   *
   * @return Markdown; text from the data is escaped
   */
  public String markdown() {
    return Preconditions.service(ProfileWriter.class, "write a profile").markdown(this);
  }

  /**
   * The number of different values of a column.
   *
   * @param count the number of values
   * @param exact true if they were counted, false if estimated
   */
  public record Distinct(long count, boolean exact) {
    /** Checks the parts. */
    public Distinct {
      check(count >= 0, "Invalid count of values: %s (must not be negative)", count);
    }
  }

  /**
   * Counts of values between edges. The outer bins are unbounded.
   *
   * @param edges strictly increasing inner edges, one less than the counts; a value on an edge
   *     belongs to the bin on its right
   * @param counts number of values in each bin
   */
  public record Histogram(List<Double> edges, List<Long> counts) {
    /** Checks the parts. */
    public Histogram {
      edges = copy(edges, "edges");
      counts = copy(counts, "counts");
      check(
          counts.size() == edges.size() + 1,
          "Invalid histogram: %s edges for %s bins (needs one less than bins)",
          edges.size(),
          counts.size());
      double before = Double.NEGATIVE_INFINITY;
      for (double edge : edges) {
        check(
            before < edge && edge < Double.POSITIVE_INFINITY,
            "Invalid histogram: edges %s (must be finite and increase)",
            edges);
        before = edge;
      }
      for (long count : counts) {
        check(count >= 0, "Invalid histogram: count %s (must not be negative)", count);
      }
    }

    /**
     * Counts all values.
     *
     * @return the sum of the counts
     */
    public long total() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * The lengths of texts, in UTF-16 characters.
   *
   * @param min the shortest
   * @param max the longest
   * @param mean the arithmetic mean
   */
  public record Lengths(int min, int max, double mean) {
    /** Checks the parts. */
    public Lengths {
      check(
          min >= 0 && min <= mean && mean <= max,
          "Invalid lengths: %s to %s with mean %s (must be in this order)",
          min,
          max,
          mean);
    }
  }

  /**
   * Range, mean and spread of finite numbers.
   *
   * @param min the least; NaN for a private column
   * @param max the greatest; NaN for a private column
   * @param mean the arithmetic mean
   * @param deviation the standard deviation of the population (divided by n)
   */
  public record Moments(double min, double max, double mean, double deviation) {}

  /**
   * Counts of special numbers in a column.
   *
   * @param nan number of rows that are NaN, which stands for a missing cell
   * @param infinite number of rows that are infinite
   * @param zero number of rows that are 0
   */
  public record NumberCounts(long nan, long infinite, long zero) {
    /** Checks the parts. */
    public NumberCounts {
      check(
          nan >= 0 && infinite >= 0 && zero >= 0,
          "Invalid counts: %s NaN, %s infinite, %s zero (must not be negative)",
          nan,
          infinite,
          zero);
    }
  }

  /**
   * Values at evenly spaced ranks, from the least to the greatest.
   *
   * @param points the values, in order: of n points, the point at index i has the share i / (n - 1)
   *     of the column below it
   * @param error the greatest error of the share of a point, with a confidence of 99 %; 0 if exact
   */
  public record Quantiles(List<Double> points, double error) {
    /** The most points: one for every half percent. */
    public static final int POINTS = 201;

    /** Checks the parts. */
    public Quantiles {
      points = copy(points, "points");
      check(
          !points.isEmpty() && points.size() <= POINTS,
          "Invalid quantiles: %s points (must be 1 to %s)",
          points.size(),
          POINTS);
      double before = Double.NEGATIVE_INFINITY;
      for (double point : points) {
        check(before <= point, "Invalid quantiles: points %s (must increase)", points);
        before = point;
      }
      check(
          error >= 0 && error <= 1,
          "Invalid error of quantiles: %s (must be between 0 and 1)",
          error);
    }

    /**
     * Returns the value that a share of the column does not exceed: the nearest point, which adds
     * an error of up to a quarter of a percent to the share.
     *
     * @param share between 0, the least value, and 1, the greatest; 0.5 is the median
     * @return a value of the column
     */
    public double at(double share) {
      check(share >= 0 && share <= 1, "Invalid share: %s (must be between 0 and 1)", share);
      return points.get((int) Math.round(share * (points.size() - 1)));
    }
  }

  /**
   * The shape of the distribution of numbers.
   *
   * @param skewness the third standardised moment of the population: 0 for a symmetric column
   * @param kurtosis the fourth standardised moment of the population: 3 for a normal distribution
   */
  public record Shape(double skewness, double kurtosis) {}
}
