package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What comes first: {@code metric("accuracy").descending()}.
 *
 * <p>Numbers are ordered by value, texts by their characters. In both directions NaN comes after
 * all values, and what is missing last. Immutable; {@link #toString()} gives the text form, which
 * {@link #parse} reads.
 *
 * @param subject by what; not a data set, since a run may have several
 * @param direction the least or the greatest first
 */
public record Ordering(Subject subject, Direction direction) {
  /** What comes first. */
  public enum Direction {
    /** The least comes first. */
    ASCENDING,
    /** The greatest comes first. */
    DESCENDING
  }

  /** Checks the parts. */
  public Ordering {
    required(subject, "subject");
    required(direction, "direction");
    check(
        !(subject instanceof Subject.DatasetPart),
        "Cannot order by %s: a run may have several (order by a metric, param, tag or attribute)",
        subject);
  }

  /**
   * Reads the text form, such as {@code metrics.accuracy DESC}.
   *
   * @param text what MLflow takes as an element of {@code order_by}; without ASC or DESC it is ASC
   * @return the order
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not an order
   */
  public static Ordering parse(String text) {
    return ConditionParser.ordering(required(text, "order"));
  }

  /**
   * Compares things by what is known of them.
   *
   * @return a comparator that finds equal what this order does not tell apart
   */
  public Comparator<Facts> comparator() {
    boolean numbers =
        !(subject instanceof TextualSubject); // a parameter is both, and ordered as a text
    return numbers ? this::compareNumbers : this::compareTexts;
  }

  private int compareNumbers(Facts left, Facts right) {
    OptionalDouble a = left.number(subject);
    OptionalDouble b = right.number(subject);
    int late = Integer.compare(lateness(a), lateness(b));
    return late != 0 || a.isEmpty() ? late : directed(compare(a.getAsDouble(), b.getAsDouble()));
  }

  private static int lateness(OptionalDouble value) {
    if (value.isEmpty()) {
      return 2;
    }
    return Double.isNaN(value.getAsDouble()) ? 1 : 0;
  }

  /** Unlike {@link Double#compare} takes the two zeros for one. */
  private static int compare(double a, double b) {
    if (a < b) {
      return -1;
    }
    return a > b ? 1 : 0;
  }

  private int compareTexts(Facts left, Facts right) {
    List<String> a = left.texts(subject);
    List<String> b = right.texts(subject);
    return a.isEmpty() || b.isEmpty()
        ? Boolean.compare(a.isEmpty(), b.isEmpty())
        : directed(a.get(0).compareTo(b.get(0)));
  }

  private int directed(int ascending) {
    return direction == Direction.ASCENDING ? ascending : -ascending;
  }

  /**
   * Gives the text form.
   *
   * @return such as {@code metrics.accuracy DESC}
   */
  @Override
  public String toString() {
    return subject + (direction == Direction.ASCENDING ? " ASC" : " DESC");
  }
}
