package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A subject that can be compared with a text: a parameter, a tag, a text attribute of a run, a part
 * of a version, or a column of predictions.
 *
 * <p>Immutable. A comparison with a missing value is false.
 */
public sealed interface TextualSubject extends Subject
    permits Subject.Param,
        Subject.Tag,
        Subject.Attribute,
        Subject.DatasetPart,
        VersionPart,
        PredictionColumn {
  /**
   * Returns a condition that holds if the text equals another.
   *
   * @param text the other text
   * @return the condition
   */
  default Condition is(String text) {
    return compare(TextComparison.Operator.IS, text);
  }

  /**
   * Returns a condition that holds if there is a text that differs from another.
   *
   * @param text the other text
   * @return the condition
   */
  default Condition isNot(String text) {
    return compare(TextComparison.Operator.IS_NOT, text);
  }

  /**
   * Returns a condition that holds if the whole text matches a pattern.
   *
   * @param pattern at most 1,000 characters; {@code %} matches any characters, {@code _} matches
   *     one
   * @return the condition
   */
  default Condition like(String pattern) {
    return compare(TextComparison.Operator.LIKE, pattern);
  }

  /**
   * Returns a condition that holds if the whole text matches a pattern, ignoring case.
   *
   * @param pattern at most 1,000 characters; {@code %} matches any characters, {@code _} matches
   *     one
   * @return the condition
   */
  default Condition likeIgnoringCase(String pattern) {
    return compare(TextComparison.Operator.LIKE_IGNORING_CASE, pattern);
  }

  /**
   * Returns a condition that holds if the text is one of several.
   *
   * @param texts the texts, at least one
   * @return the condition
   */
  default Condition in(String... texts) {
    return in(Arrays.asList(required(texts, "texts")));
  }

  /**
   * Returns a condition that holds if the text is one of several.
   *
   * @param texts the texts, at least one
   * @return the condition
   */
  default Condition in(Collection<String> texts) {
    return new TextComparison(
        this, TextComparison.Operator.IN, new ArrayList<>(required(texts, "texts")));
  }

  /**
   * Returns a condition that holds if there is a text that is none of several.
   *
   * @param texts the texts, at least one
   * @return the condition
   */
  default Condition notIn(String... texts) {
    return notIn(Arrays.asList(required(texts, "texts")));
  }

  /**
   * Returns a condition that holds if there is a text that is none of several.
   *
   * @param texts the texts, at least one
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
