package io.lifecycle4j.condition.spi;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.condition.TextComparison;
import java.util.function.Predicate;

/**
 * Reads conditions and orders from their text forms. Found by {@link java.util.ServiceLoader};
 * {@code lifecycle-core} has the one there is. Thread-safe.
 */
public interface ConditionReader {
  /**
   * Reads a condition; see {@link io.lifecycle4j.condition.Conditions#parse}.
   *
   * @param text the text form
   * @return the condition
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not a condition
   */
  Condition condition(String text);

  /**
   * Reads an order; see {@link Ordering#parse}.
   *
   * @param text the text form
   * @return the order
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not an order
   */
  Ordering ordering(String text);

  /**
   * Prepares a pattern of LIKE, so that matching takes time in proportion to the text alone.
   *
   * @param operator LIKE, or LIKE_IGNORING_CASE
   * @param pattern the pattern
   * @return whether a whole text matches
   * @throws io.lifecycle4j.error.InvalidValueException if the pattern has more than 1,000
   *     characters
   */
  Predicate<String> pattern(TextComparison.Operator operator, String pattern);
}
