package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What can be compared with a text: a parameter, a tag, or what each run has as text.
 *
 * <p>Immutable. A comparison with what is missing is false.
 */
public sealed interface TextualSubject extends Subject
    permits Subject.Param, Subject.Tag, Subject.Attribute, Subject.DatasetPart {
  /**
   * Holds when the text is this one.
   *
   * @param text the only text that holds
   * @return the condition
   */
  default Condition is(String text) {
    return compare(TextComparison.Operator.IS, text);
  }

  /**
   * Holds when there is a text and it is another one.
   *
   * @param text the only text that does not hold
   * @return the condition
   */
  default Condition isNot(String text) {
    return compare(TextComparison.Operator.IS_NOT, text);
  }

  /**
   * Holds when the whole text looks like the pattern.
   *
   * @param pattern at most 1,000 characters; {@code %} stands for any characters, {@code _} for one
   * @return the condition
   */
  default Condition like(String pattern) {
    return compare(TextComparison.Operator.LIKE, pattern);
  }

  /**
   * Holds when the whole text looks like the pattern, in upper or lower case.
   *
   * @param pattern at most 1,000 characters; {@code %} stands for any characters, {@code _} for one
   * @return the condition
   */
  default Condition likeIgnoringCase(String pattern) {
    return compare(TextComparison.Operator.LIKE_IGNORING_CASE, pattern);
  }

  /**
   * Holds when the text is one of these.
   *
   * @param texts the texts that hold, at least one
   * @return the condition
   */
  default Condition in(String... texts) {
    return in(Arrays.asList(required(texts, "texts")));
  }

  /**
   * Holds when the text is one of these.
   *
   * @param texts the texts that hold, at least one
   * @return the condition
   */
  default Condition in(Collection<String> texts) {
    return new TextComparison(
        this, TextComparison.Operator.IN, new ArrayList<>(required(texts, "texts")));
  }

  /**
   * Holds when there is a text and it is none of these.
   *
   * @param texts the texts that do not hold, at least one
   * @return the condition
   */
  default Condition notIn(String... texts) {
    return notIn(Arrays.asList(required(texts, "texts")));
  }

  /**
   * Holds when there is a text and it is none of these.
   *
   * @param texts the texts that do not hold, at least one
   * @return the condition
   */
  default Condition notIn(Collection<String> texts) {
    return new TextComparison(
        this, TextComparison.Operator.NOT_IN, new ArrayList<>(required(texts, "texts")));
  }

  private Condition compare(TextComparison.Operator operator, String text) {
    return new TextComparison(this, operator, List.of(required(text, "text for " + words())));
  }
}
