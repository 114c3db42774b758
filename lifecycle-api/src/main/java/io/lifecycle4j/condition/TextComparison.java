package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of a text with another, with a pattern or with several texts.
 *
 * <p>Immutable.
 */
public final class TextComparison implements Condition {
  private final TextualSubject subject;
  private final Operator operator;
  private final List<String> texts;
  private final Predicate<String> test;

  /** A comparison operator. */
  public enum Operator {
    /** Is the text. */
    IS("=", "is"),
    /** Is another text. */
    IS_NOT("!=", "is not"),
    /** Matches the pattern. */
    LIKE("LIKE", "is like"),
    /** Matches the pattern, ignoring case. */
    LIKE_IGNORING_CASE("ILIKE", "is like, in any case,"),
    /** Is one of the texts. */
    IN("IN", "is one of"),
    /** Is none of the texts. */
    NOT_IN("NOT IN", "is none of");

    private final String symbol;
    private final String words;

    Operator(String symbol, String words) {
      this.symbol = symbol;
      this.words = words;
    }

    /**
     * Returns the operator of the text form.
     *
     * @return the operator, such as {@code LIKE}
     */
    public String symbol() {
      return symbol;
    }

    /**
     * Returns the comparison in words.
     *
     * @return the words, such as {@code is like}
     */
    public String words() {
      return words;
    }

    boolean takesSeveral() {
      return this == IN || this == NOT_IN;
    }

    boolean takesPattern() {
      return this == LIKE || this == LIKE_IGNORING_CASE;
    }
  }

  /**
   * Creates a comparison.
   *
   * @param subject the subject; one matching text is sufficient; a {@link PredictionColumn#isTime
   *     time} is compared only with a pattern
   * @param operator the operator
   * @param texts the text or pattern, or at least one text for IN and NOT IN
   */
  public TextComparison(TextualSubject subject, Operator operator, List<String> texts) {
    this.subject = required(subject, "subject");
    this.operator = required(operator, "operator for " + subject.words());
    this.texts = copy(texts, "texts for " + subject.words());
    check(
        operator.takesSeveral() ? !this.texts.isEmpty() : this.texts.size() == 1,
        "Invalid condition on %s: %s texts (%s takes %s)",
        subject.words(),
        this.texts.size(),
        operator.symbol(),
        operator.takesSeveral() ? "at least one" : "one");
    boolean isTime = subject instanceof PredictionColumn column && column.isTime();
    check(
        !isTime || operator.takesPattern(),
        "Invalid condition on %s: '%s' is a text (needs milliseconds since 1970 such as"
            + " above(instant.toEpochMilli()), or a pattern)",
        subject.words(),
        this.texts.get(0));
    this.test = test(operator, this.texts);
  }

  private static Predicate<String> test(Operator operator, List<String> texts) {
    String text = texts.get(0);
    return switch (operator) {
      case IS -> text::equals;
      case IS_NOT -> given -> !text.equals(given);
      case LIKE, LIKE_IGNORING_CASE -> Conditions.reader().pattern(operator, text);
      case IN -> Set.copyOf(texts)::contains;
      case NOT_IN -> Predicate.not(Set.copyOf(texts)::contains);
    };
  }

  /**
   * Returns the subject.
   *
   * @return the subject
   */
  public TextualSubject subject() {
    return subject;
  }

  /**
   * Returns the operator.
   *
   * @return the operator
   */
  public Operator operator() {
    return operator;
  }

  /**
   * Returns the texts or the pattern to compare with.
   *
   * @return one text, or at least one for IN and NOT IN
   */
  public List<String> texts() {
    return texts;
  }

  @Override
  public boolean holds(Facts facts) {
    List<String> given = required(facts, "facts").texts(subject);
    for (int i = 0; i < given.size(); i++) {
      if (test.test(given.get(i))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String words() {
    String quoted = texts.stream().map(text -> "'" + text + "'").collect(Collectors.joining(", "));
    return subject.words() + " " + operator.words() + " " + quoted;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TextComparison that
        && subject.equals(that.subject)
        && operator == that.operator
        && texts.equals(that.texts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(subject, operator, texts);
  }

  @Override
  public String toString() {
    return TextForm.of(this);
  }
}
