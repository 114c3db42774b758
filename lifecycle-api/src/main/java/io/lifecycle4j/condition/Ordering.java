package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * An order of runs or versions: {@code metric("accuracy").descending()}.
 *
 * <p>Numbers are ordered by value, texts by their characters. In both directions, NaN comes after
 * all values, and a missing value last. Immutable; {@link #toString()} returns the text form, which
 * {@link #parse} accepts.
 *
 * @param subject the subject to order by; not a dataset, because a run may have several
 * @param direction the direction
 */
public record Ordering(Subject subject, Direction direction) {
  /** The direction of an ordering. */
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
    check(
        !(subject instanceof VersionPart part && part.isMany()),
        "Cannot order by %s: a version may have several (order by a metric, tag or its time)",
        subject);
  }

  /**
   * Parses the text form, such as {@code metrics.accuracy DESC}.
   *
   * @param text an element of MLflow's {@code order_by}; ascending without ASC or DESC
   * @return the order
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not an ordering
   */
  public static Ordering parse(String text) {
    String given = required(text, "order");
    return Conditions.reader().ordering(given);
  }

  /**
   * Returns a comparator of facts.
   *
   * @return a comparator, which returns 0 for facts that are equal in this order
   */
  public Comparator<Facts> comparator() {
    boolean numbers =
        !(subject instanceof TextualSubject); // A parameter is both, and is ordered as a text.
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

  /** Unlike {@link Double#compare}, treats -0.0 and 0.0 as equal. */
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
   * Returns the text form.
   *
   * @return the text, such as {@code metrics.accuracy DESC}
   */
  @Override
  public String toString() {
    return subject + (direction == Direction.ASCENDING ? " ASC" : " DESC");
  }
}
