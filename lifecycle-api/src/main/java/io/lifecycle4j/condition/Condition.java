package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A predicate on metrics, parameters, tags and other facts.
 *
 * <p>Immutable. A comparison with a missing value is false, also "is not" and "is none of", and its
 * negation is true. NaN is equal to no number, so that "is not" is the only comparison that holds
 * for it. {@link Object#toString()} returns the text form, which {@link Conditions#parse} parses to
 * an equal condition. Forms may be added: a switch needs a default branch.
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
   * Evaluates the condition.
   *
   * @param facts the facts
   * @return whether the condition holds
   * @throws io.lifecycle4j.error.InvalidValueException if the facts do not support a subject
   */
  boolean holds(Facts facts);

  /**
   * Evaluates the condition on metrics only.
   *
   * @param metrics values by the name of the metric
   * @return whether the condition holds
   * @throws io.lifecycle4j.error.InvalidValueException if it refers to anything but metrics
   */
  default boolean holds(Map<String, Double> metrics) {
    return holds(new MetricFacts(required(metrics, "metrics")));
  }

  /**
   * Returns the condition in words, to be used in sentences.
   *
   * @return the words, such as {@code rmse at most 2.5}
   */
  String words();

  /**
   * Returns the subjects of the condition, so that unsupported subjects can be rejected.
   *
   * @return each subject once, in the order of the text form
   */
  default Set<Subject> subjects() {
    return Tree.subjects(this);
  }

  /**
   * Returns a condition that holds if both hold.
   *
   * @param other the other condition
   * @return the conjunction
   */
  default Condition and(Condition other) {
    return And.of(List.of(this, required(other, "condition")));
  }

  /**
   * Returns a condition that holds if at least one holds.
   *
   * @param other the other condition
   * @return the disjunction
   */
  default Condition or(Condition other) {
    return new Or(List.of(this, required(other, "condition")));
  }

  /**
   * Returns a condition that holds if this one does not.
   *
   * @return the negation
   */
  default Condition not() {
    return this instanceof Not not ? not.condition() : new Not(this);
  }

  /**
   * Holds if there is no value.
   *
   * @param subject the subject
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
   * Holds if there is a value.
   *
   * @param subject the subject
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
   * Holds if all parts hold.
   *
   * @param parts none, which always holds, or at least two; conjunctions among them are flattened
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
   * Holds if at least one part holds.
   *
   * @param parts at least two; disjunctions among them are flattened
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
   * Holds if another condition does not.
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
