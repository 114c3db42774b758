package io.lifecycle4j.core.condition;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.condition.Ordering.Direction;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.TextualSubject;
import io.lifecycle4j.tracking.RunQuery;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The sort keys of what a query finds, each read once: an {@link OptionalDouble} or a text; null if
 * missing.
 *
 * <p>Orders like {@link Ordering#comparator()}, except for texts with the same first {@link
 * RunQuery#ORDERED_TEXT} characters.
 */
public record SortKeys(List<Ordering> orders) {
  /** Returns how many orderings there are. */
  public int size() {
    return orders.size();
  }

  /** Returns whether a subject is ordered as a number. */
  public static boolean isNumber(Subject subject) {
    return !(subject instanceof TextualSubject); // a parameter is both, and is ordered as a text
  }

  boolean isNumber(int place) {
    return isNumber(orders.get(place).subject());
  }

  /** Reads the keys of an object into {@code keys}. */
  public void read(Facts facts, @Nullable Object[] keys) {
    for (int i = 0; i < keys.length; i++) {
      Subject subject = orders.get(i).subject();
      keys[i] = isNumber(subject) ? known(facts.number(subject)) : first(facts.texts(subject));
    }
  }

  private static @Nullable OptionalDouble known(OptionalDouble number) {
    return number.isPresent() ? number : null;
  }

  private static @Nullable String first(List<String> texts) {
    if (texts.isEmpty()) {
      return null;
    }
    String text = texts.get(0);
    return text.length() <= RunQuery.ORDERED_TEXT ? text : text.substring(0, RunQuery.ORDERED_TEXT);
  }

  /** Compares keys, and if they are equal the positions. */
  public int compare(@Nullable Object[] left, long place, @Nullable Object[] right, long other) {
    for (int i = 0; i < left.length; i++) {
      int order = compare(left[i], right[i], i);
      if (order != 0) {
        return order;
      }
    }
    return Long.compare(place, other);
  }

  private int compare(@Nullable Object left, @Nullable Object right, int place) {
    int late = Integer.compare(lateness(left), lateness(right));
    if (late != 0 || left == null || right == null) {
      return late;
    }
    int order =
        isNumber(place)
            ? compare(number(left), number(right))
            : ((String) left).compareTo((String) right);
    return orders.get(place).direction() == Direction.DESCENDING ? -order : order;
  }

  private static int lateness(@Nullable Object key) {
    if (key == null) {
      return 2;
    }
    return key instanceof OptionalDouble && Double.isNaN(number(key)) ? 1 : 0;
  }

  private static double number(Object key) {
    return ((OptionalDouble) key).getAsDouble();
  }

  /** Unlike {@link Double#compare}, treats the two zeros as equal. */
  private static int compare(double left, double right) {
    return left == right ? 0 : Double.compare(left, right);
  }
}
