package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * A step with the parameters that it learned from the training rows.
 *
 * <p>Steps may be added: a switch needs a default branch.
 */
public sealed interface FittedStep {
  /**
   * Returns the column.
   *
   * @return the name of the column
   */
  String column();

  /**
   * Fills missing numbers.
   *
   * @param column the column
   * @param value the value to fill in, finite
   */
  record Fill(String column, double value) implements FittedStep {
    /** Checks the parts. */
    public Fill {
      checkName("column", column);
      Preconditions.check(
          Double.isFinite(value), "Invalid fill of column %s: %s (must be finite)", column, value);
    }
  }

  /**
   * Fills missing texts.
   *
   * @param column the column
   * @param text the text to fill in
   */
  record FillText(String column, String text) implements FittedStep {
    /** Checks the parts. */
    public FillText {
      checkName("column", column);
      required(text, "text");
    }
  }

  /**
   * Derives a column that indicates missing values.
   *
   * @param column the column
   */
  record Indicator(String column) implements FittedStep {
    /** Checks the name. */
    public Indicator {
      checkName("column", column);
    }

    /**
     * Returns the name of the derived column.
     *
     * @return the name, such as {@code temp.missing}
     */
    public String derived() {
      return column + ".missing";
    }
  }

  /**
   * Computes {@code (x - shift) * factor}.
   *
   * @param column the column
   * @param shift the number to subtract, finite
   * @param factor the factor, finite
   */
  record Linear(String column, double shift, double factor) implements FittedStep {
    /** Checks the parts. */
    public Linear {
      checkName("column", column);
      Preconditions.check(
          Double.isFinite(shift) && Double.isFinite(factor),
          "Invalid scaling of column %s: shift %s, factor %s (must be finite)",
          column,
          shift,
          factor);
    }
  }

  /**
   * Computes {@code (x - shift) * factor} for each channel of a tensor.
   *
   * @param column the column
   * @param shifts the number to subtract for each channel, finite
   * @param factors the factor for each channel, finite
   */
  record Channels(String column, List<Double> shifts, List<Double> factors) implements FittedStep {
    /** Checks the parts. */
    public Channels {
      checkName("column", column);
      shifts = copy(shifts, "shifts of column " + column);
      factors = copy(factors, "factors of column " + column);
      Preconditions.check(
          !shifts.isEmpty()
              && shifts.size() == factors.size()
              && shifts.stream().allMatch(Double::isFinite)
              && factors.stream().allMatch(Double::isFinite),
          "Invalid channels of column %s: shifts %s, factors %s (must be finite, one for each)",
          column,
          shifts,
          factors);
    }
  }

  /**
   * Computes the natural logarithm of {@code 1 + x}.
   *
   * @param column the column
   * @param outside how numbers of -1 and less are handled
   */
  record Log(String column, DomainPolicy outside) implements FittedStep {
    /** Checks the parts. */
    public Log {
      checkName("column", column);
      required(outside, "domain policy");
    }
  }

  /**
   * Clips numbers to a range.
   *
   * @param column the column
   * @param low the lower limit
   * @param high the upper limit
   */
  record Clip(String column, double low, double high) implements FittedStep {
    /** Checks the parts. */
    public Clip {
      check(column, low, high);
    }

    static void check(String column, double low, double high) {
      checkName("column", column);
      Preconditions.check(
          low <= high && Double.isFinite(low) && Double.isFinite(high),
          "Invalid range of column %s: %s to %s (must be finite and in order)",
          column,
          low,
          high);
    }
  }

  /**
   * Returns how many edges are not above a number.
   *
   * @param column the column
   * @param edges the edges, finite and strictly increasing
   */
  record Buckets(String column, List<Double> edges) implements FittedStep {
    /** Checks the parts. */
    public Buckets {
      checkName("column", column);
      edges = checked(column, edges);
    }

    static List<Double> checked(String column, List<Double> edges) {
      List<Double> copy = copy(edges, "edges of column " + column);
      boolean valid = !copy.isEmpty() && copy.stream().allMatch(Double::isFinite);
      for (int i = 1; i < copy.size(); i++) {
        valid &= copy.get(i - 1) < copy.get(i);
      }
      Preconditions.check(
          valid,
          "Invalid edges of column %s: %s (must be finite and strictly increasing)",
          column,
          edges);
      return copy;
    }
  }

  /**
   * Encodes a category as a vector with 1 at its position and 0 elsewhere.
   *
   * @param column the column
   * @param categories the categories, in the order of their positions; a number as {@link
   *     Double#toString(double)} returns it
   * @param unknown how any other category is handled; its own position, if any, is the last
   */
  record Encode(String column, List<String> categories, UnknownPolicy unknown)
      implements FittedStep {
    /** Checks the parts. */
    public Encode {
      checkName("column", column);
      categories = distinct(column, categories);
      required(unknown, "policy for unknown categories");
    }

    /**
     * Returns the length of the vector.
     *
     * @return the number of positions
     */
    public int width() {
      return categories.size() + (unknown == UnknownPolicy.OWN ? 1 : 0);
    }
  }

  /**
   * Encodes a category as its position.
   *
   * @param column the column
   * @param categories the categories, in the order of their positions
   * @param unknown how any other category is handled; its own position, if any, is the last
   */
  record Codes(String column, List<String> categories, UnknownPolicy unknown)
      implements FittedStep {
    /** Checks the parts. */
    public Codes {
      checkName("column", column);
      categories = distinct(column, categories);
      check(column, unknown);
    }

    static void check(String column, UnknownPolicy unknown) {
      Preconditions.check(
          required(unknown, "policy for unknown categories") != UnknownPolicy.ZEROS,
          "Invalid policy for column %s: ZEROS (must be OWN or ERROR, since 0 is a known place)",
          column);
    }
  }

  /**
   * Encodes a text as a vector with 1 at the position of its hash and 0 elsewhere.
   *
   * @param column the column
   * @param buckets the number of positions
   */
  record Hashed(String column, int buckets) implements FittedStep {
    /** Checks the parts. */
    public Hashed {
      checkName("column", column);
      check(column, buckets);
    }

    static void check(String column, int buckets) {
      Preconditions.check(
          buckets >= 2 && buckets <= Step.MAX_CATEGORIES,
          "Invalid buckets of column %s: %s (must be 2 to %s)",
          column,
          buckets,
          Step.MAX_CATEGORIES);
    }
  }

  /**
   * Replaces a text by the ids of its words: 0 for padding, 1 for an unknown word, from 2 on for
   * those of the vocabulary; see {@link Tokens}.
   *
   * @param column the column
   * @param length how many ids a text has
   * @param words the vocabulary, in the order of the ids
   */
  record Tokenized(String column, int length, List<String> words) implements FittedStep {
    /** Checks the parts. */
    public Tokenized {
      Tokens.checkLength(column, length);
      words = distinct(column, words);
    }
  }

  /**
   * Replaces a text by its id: 0 for a missing one, 1 for an unknown one, from 2 on for the known
   * ones; see {@link Index}.
   *
   * @param column the column
   * @param texts the known texts, in the order of the ids
   */
  record Indexed(String column, List<String> texts) implements FittedStep {
    /** Checks the parts. */
    public Indexed {
      checkName("column", column);
      texts = distinct(column, texts);
    }
  }

  /**
   * Derives a column for each part of a time.
   *
   * @param column the column
   * @param parts the parts, at least one, each once
   */
  record Parts(String column, List<DatePart> parts) implements FittedStep {
    /** Checks the parts. */
    public Parts {
      checkName("column", column);
      parts = checked(column, parts);
    }

    static List<DatePart> checked(String column, List<DatePart> parts) {
      List<DatePart> copy = copy(parts, "date parts of column " + column);
      Preconditions.check(
          !copy.isEmpty() && new HashSet<>(copy).size() == copy.size(),
          "Invalid date parts of column %s: %s (needs at least one, each once)",
          column,
          copy);
      return copy;
    }
  }

  /**
   * Fills a column with an earlier value of another column, in rows that lack it; see {@link
   * Step.Lag}.
   *
   * @param column the column
   * @param of the column whose earlier value is used
   * @param seconds the lag, positive
   * @param time the column with the time of a row
   * @param group the text column that identifies the series, or empty for a single series
   */
  record Lagged(String column, String of, long seconds, String time, String group)
      implements FittedStep {
    /** Checks the parts. */
    public Lagged {
      check(column, of, Duration.ofSeconds(seconds), time, group);
    }

    static void check(String column, String of, Duration by, String time, String group) {
      checkName("column", column);
      checkName("column", of);
      checkName("column", time);
      if (!required(group, "group").isEmpty()) {
        checkName("column", group);
      }
      Preconditions.check(
          required(by, "lag").toSeconds() > 0 && by.equals(Duration.ofSeconds(by.toSeconds())),
          "Invalid lag of column %s: %s (must be whole seconds, positive)",
          column,
          by);
    }
  }

  /**
   * Applies a {@link UserStep} of the application.
   *
   * @param column the column
   * @param id the id of the step
   * @param version the version of the format of the state
   * @param state the state that the step learned, in its own format
   */
  record User(String column, String id, int version, String state) implements FittedStep {
    /** Checks the parts. */
    public User {
      checkName("column", column);
      checkName("step", id);
      required(state, "state of step " + id);
    }
  }

  private static List<String> distinct(String column, List<String> categories) {
    List<String> copy = copy(categories, "categories of column " + column);
    HashSet<String> seen = new HashSet<>();
    for (String category : copy) {
      Preconditions.check(
          seen.add(category),
          "Invalid preprocessing: text '%s' of column %s twice",
          category,
          column);
    }
    return copy;
  }
}
