package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * A step with what it learned from the training rows.
 *
 * <p>More may come: a switch needs a default branch.
 */
public sealed interface FittedStep {
  /**
   * Names the column.
   *
   * @return the name of the column
   */
  String column();

  /**
   * Fills missing numbers.
   *
   * @param column the column
   * @param value what to fill in, finite
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
   * @param text what to fill in
   */
  record FillText(String column, String text) implements FittedStep {
    /** Checks the parts. */
    public FillText {
      checkName("column", column);
      required(text, "text");
    }
  }

  /**
   * Derives a column that tells what is missing.
   *
   * @param column the column
   */
  record Indicator(String column) implements FittedStep {
    /** Checks the name. */
    public Indicator {
      checkName("column", column);
    }

    /**
     * Names the derived column.
     *
     * @return such as {@code temp.missing}
     */
    public String derived() {
      return column + ".missing";
    }
  }

  /**
   * Computes {@code (x - shift) * factor}.
   *
   * @param column the column
   * @param shift what to subtract, finite
   * @param factor what to multiply with, finite
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
   * @param shifts what to subtract, finite, for each channel
   * @param factors what to multiply with, finite, for each channel
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
   * Takes the natural logarithm of {@code 1 + x}.
   *
   * @param column the column
   * @param outside what becomes of -1 and less
   */
  record Log(String column, DomainPolicy outside) implements FittedStep {
    /** Checks the parts. */
    public Log {
      checkName("column", column);
      required(outside, "domain policy");
    }
  }

  /**
   * Brings numbers outside a range to its nearer end.
   *
   * @param column the column
   * @param low the least number that stays
   * @param high the greatest number that stays
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
   * Counts how many edges are not above a number.
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
   * Writes 1 at the place of a category and 0 at the others.
   *
   * @param column the column
   * @param categories the texts, in the order of their places; of a number what {@link
   *     Double#toString(double)} says
   * @param unknown what becomes of any other; its own place is the last
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
     * Returns how many numbers it writes.
     *
     * @return the number of places
     */
    public int width() {
      return categories.size() + (unknown == UnknownPolicy.OWN ? 1 : 0);
    }
  }

  /**
   * Gives the place of a category.
   *
   * @param column the column
   * @param categories the texts, in the order of their places
   * @param unknown what becomes of any other; its own place is the last
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
   * Writes 1 at the place that the hash of a text gives and 0 at the others.
   *
   * @param column the column
   * @param buckets how many places
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
   * Fills a column with what another held earlier, in rows that lack it; see {@link Step.Lag}.
   *
   * @param column the column
   * @param of the column that is looked back at
   * @param seconds how far back, positive
   * @param time the time of a row
   * @param group the text that tells series apart, or empty when there is one series
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
   * Does what a {@link UserStep} of the application does.
   *
   * @param column the column
   * @param id the id of the step
   * @param version the form of the state
   * @param state what the step learned, in its own words
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
