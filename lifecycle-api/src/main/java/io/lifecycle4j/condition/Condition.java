package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A yes-or-no question about metrics, parameters, tags and the like.
 *
 * <p>Immutable. A comparison with what is missing is false, also "is not" and "is none of", and its
 * negation true. NaN is equal to no number, so of the comparisons only "is not" holds for it.
 * {@link Object#toString()} gives the text form, which {@link Conditions#parse} reads as an equal
 * condition. More forms may come: a switch needs a default branch.
 */
public sealed interface Condition extends Requirement
    permits NumberComparison,
        TextComparison,
        Condition.Missing,
        Condition.Present,
        Condition.And,
        Condition.Or,
        Condition.Not {
  /**
   * Answers the question.
   *
   * @param facts what is known
   * @return whether the condition holds
   * @throws io.lifecycle4j.error.InvalidValueException if the facts do not know a subject at all
   */
  boolean holds(Facts facts);

  /**
   * Answers the question from metrics alone.
   *
   * @param metrics values by the name of the metric
   * @return whether the condition holds
   * @throws io.lifecycle4j.error.InvalidValueException if it asks for anything but metrics
   */
  default boolean holds(Map<String, Double> metrics) {
    return holds(new MetricFacts(required(metrics, "metrics")));
  }

  /**
   * Says in words what must hold, for sentences.
   *
   * @return such as {@code rmse at most 2.5}
   */
  String words();

  /**
   * Lists what it asks about, so that a place can refuse what it does not know.
   *
   * @return each subject once, in the order of the text form
   */
  default Set<Subject> subjects() {
    return Tree.subjects(this);
  }

  /**
   * Holds when both hold.
   *
   * @param other the other condition
   * @return the conjunction
   */
  default Condition and(Condition other) {
    return And.of(List.of(this, required(other, "condition")));
  }

  /**
   * Holds when at least one holds.
   *
   * @param other the other condition
   * @return the disjunction
   */
  default Condition or(Condition other) {
    return new Or(List.of(this, required(other, "condition")));
  }

  /**
   * Holds when this does not.
   *
   * @return the negation
   */
  default Condition not() {
    return this instanceof Not not ? not.condition() : new Not(this);
  }

  /**
   * Holds when there is no value.
   *
   * @param subject what is missing
   */
  record Missing(Subject subject) implements Condition {
    /** Checks the part. */
    public Missing {
      required(subject, "subject");
    }

    @Override
    public boolean holds(Facts facts) {
      return !Tree.known(required(facts, "facts"), subject);
    }

    @Override
    public String words() {
      return subject.words() + " is missing";
    }

    @Override
    public String toString() {
      return TextForm.of(this);
    }
  }

  /**
   * Holds when there is a value.
   *
   * @param subject what is there
   */
  record Present(Subject subject) implements Condition {
    /** Checks the part. */
    public Present {
      required(subject, "subject");
    }

    @Override
    public boolean holds(Facts facts) {
      return Tree.known(required(facts, "facts"), subject);
    }

    @Override
    public String words() {
      return subject.words() + " is there";
    }

    @Override
    public String toString() {
      return TextForm.of(this);
    }
  }

  /**
   * Holds when all hold.
   *
   * @param parts none, which always holds, or at least two; of those that are conjunctions their
   *     parts
   */
  record And(List<Condition> parts) implements Condition {
    /** Checks the parts. */
    public And {
      parts = Tree.conjoined(parts);
      check(parts.size() != 1, "Invalid conjunction: 1 condition (needs none or at least 2)");
    }

    static Condition of(List<Condition> parts) {
      List<Condition> flat = Tree.conjoined(parts);
      return flat.size() == 1 ? flat.get(0) : new And(flat);
    }

    @Override
    public boolean holds(Facts facts) {
      required(facts, "facts");
      for (int i = 0; i < parts.size(); i++) {
        if (!parts.get(i).holds(facts)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String words() {
      return parts.isEmpty() ? "always" : Tree.words(parts, " and ");
    }

    @Override
    public String toString() {
      return TextForm.of(this);
    }
  }

  /**
   * Holds when at least one holds.
   *
   * @param parts at least two; of those that are disjunctions their parts
   */
  record Or(List<Condition> parts) implements Condition {
    /** Checks the parts. */
    public Or {
      parts = Tree.disjoined(parts);
      check(
          parts.size() >= 2, "Invalid disjunction: %s conditions (needs at least 2)", parts.size());
    }

    @Override
    public boolean holds(Facts facts) {
      required(facts, "facts");
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).holds(facts)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String words() {
      return Tree.words(parts, " or ");
    }

    @Override
    public String toString() {
      return TextForm.of(this);
    }
  }

  /**
   * Holds when another does not.
   *
   * @param condition the other condition
   */
  record Not(Condition condition) implements Condition {
    /** Checks the part. */
    public Not {
      required(condition, "condition");
      Tree.checkDepth(List.of(condition));
    }

    @Override
    public boolean holds(Facts facts) {
      return !condition.holds(facts);
    }

    @Override
    public String words() {
      return "not " + condition.words();
    }

    @Override
    public String toString() {
      return TextForm.of(this);
    }
  }
}
