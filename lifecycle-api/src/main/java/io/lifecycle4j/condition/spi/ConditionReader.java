package io.lifecycle4j.condition.spi;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.condition.TextComparison;
import java.util.function.Predicate;

/**
 * Parses conditions and orderings from their text forms. Found by {@link java.util.ServiceLoader};
 * {@code lifecycle-core} contains the only implementation. Thread-safe.
 */
public interface ConditionReader {
  /**
   * Parses a condition; see {@link io.lifecycle4j.condition.Conditions#parse}.
   *
   * @param text the text form
   * @return the condition
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not a condition
   */
  Condition condition(String text);

  /**
   * Parses an ordering; see {@link Ordering#parse}.
   *
   * @param text the text form
   * @return the ordering
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not an ordering
   */
  Ordering ordering(String text);

  /**
   * Compiles a pattern of LIKE, so that matching takes time linear in the length of the text.
   *
   * @param operator LIKE, or LIKE_IGNORING_CASE
   * @param pattern the pattern
   * @return a predicate that tests whether a whole text matches
   * @throws io.lifecycle4j.error.InvalidValueException if the pattern has more than 1,000
   *     characters
   */
  Predicate<String> pattern(TextComparison.Operator operator, String pattern);
}
