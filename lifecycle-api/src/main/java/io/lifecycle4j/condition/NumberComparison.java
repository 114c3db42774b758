package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.number;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Compares a number with a bound.
 *
 * @param subject the subject
 * @param operator the operator
 * @param bound the bound, not NaN; -0.0 becomes 0.0, because both compare equal
 */
public record NumberComparison(NumericSubject subject, Operator operator, double bound)
    implements Condition {
  /** A comparison operator. */
  public enum Operator {
    /** Not below the bound. */
    AT_LEAST(">=", "at least"),
    /** Not above the bound. */
    AT_MOST("<=", "at most"),
    /** Greater than the bound. */
    ABOVE(">", "above"),
    /** Less than the bound. */
    BELOW("<", "below"),
    /** Equal to the bound. */
    IS("=", "is"),
    /** Not equal to the bound. */
    IS_NOT("!=", "is not");

    private final String symbol;
    private final String words;

    Operator(String symbol, String words) {
      this.symbol = symbol;
      this.words = words;
    }

    /**
     * Returns the operator of the text form.
     *
     * @return the operator, such as {@code >=}
     */
    public String symbol() {
      return symbol;
    }

    /**
     * Returns the comparison in words.
     *
     * @return the words, such as {@code at least}
     */
    public String words() {
      return words;
    }

    boolean test(double value, double bound) {
      return switch (this) {
        case AT_LEAST -> value >= bound;
        case AT_MOST -> value <= bound;
        case ABOVE -> value > bound;
        case BELOW -> value < bound;
        case IS -> value == bound;
        case IS_NOT -> value != bound;
      };
    }
  }

  /** Checks the parts. */
  public NumberComparison {
    required(subject, "subject");
    required(operator, "operator for " + subject.words());
    check(!Double.isNaN(bound), "Invalid bound for %s: NaN (must be a number)", subject.words());
    bound = bound == 0 ? 0.0 : bound;
  }

  @Override
  public boolean holds(Facts facts) {
    required(facts, "facts");
    OptionalDouble value =
        subject instanceof Subject.Param ? OptionalDouble.empty() : facts.number(subject);
    if (value.isEmpty() && subject instanceof TextualSubject) {
      return holdsFor(facts.texts(subject));
    }
    return value.isPresent() && operator.test(value.getAsDouble(), bound);
  }

  private boolean holdsFor(List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      Double value = Numerals.parse(texts.get(i));
      if (value != null && operator.test(value, bound)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String words() {
    return subject.words() + " " + operator.words() + " " + boundText();
  }

  /** Returns the bound as text: of a duration with its unit. */
  String boundText() {
    return subject instanceof WatchSubject.Timed ? DurationUnit.text(bound) : number(bound);
  }

  @Override
  public String toString() {
    return TextForm.of(this);
  }
}
