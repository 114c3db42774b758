package io.lifecycle4j.core.retraining;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.error.Preconditions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A condition that was evaluated once: each subject was read once, so that the figures are those
 * that it was evaluated on.
 *
 * @param condition the condition
 * @param cause the parts that hold, which make the whole hold; empty if it does not
 * @param figures the values that were known and finite, by the text form of their subject
 * @param said each subject with its value, in words
 */
record EvaluatedCondition(
    Condition condition, List<String> cause, Map<String, Double> figures, String said) {

  /** Values that are read once. */
  private static final class Read implements Facts {
    private final Facts facts;
    private final Map<Subject, OptionalDouble> known = new LinkedHashMap<>();

    Read(Facts facts) {
      this.facts = facts;
    }

    @Override
    public OptionalDouble number(Subject subject) {
      return known.computeIfAbsent(subject, facts::number);
    }

    @Override
    public List<String> texts(Subject subject) {
      return facts.texts(subject);
    }
  }

  /** Evaluates a condition on facts. */
  static EvaluatedCondition of(Condition condition, Facts facts) {
    Read read = new Read(facts);
    Map<String, Double> figures = new TreeMap<>();
    List<String> said = new ArrayList<>();
    for (Subject subject : condition.subjects()) {
      OptionalDouble value = read.number(subject);
      said.add(subject.words() + " is " + shown(value));
      if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
        figures.put(subject.toString(), value.getAsDouble());
      }
    }
    List<String> cause =
        condition.holds(read) ? List.copyOf(holding(condition, read)) : List.<String>of();
    return new EvaluatedCondition(condition, cause, figures, String.join(", ", said));
  }

  private static String shown(OptionalDouble value) {
    if (value.isEmpty()) {
      return "not known";
    }
    double known = value.getAsDouble();
    return known == Math.rint(known)
        ? Preconditions.number(known)
        : String.format(Locale.ROOT, "%.4g", known);
  }

  private static Set<String> holding(Condition condition, Facts facts) {
    if (condition instanceof Condition.Or or) {
      return or.parts().stream()
          .filter(part -> part.holds(facts))
          .flatMap(part -> holding(part, facts).stream())
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }
    if (condition instanceof Condition.And and && !and.parts().isEmpty()) {
      return and.parts().stream()
          .flatMap(part -> holding(part, facts).stream())
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }
    return Set.of(condition.toString());
  }

  boolean holds() {
    return !cause.isEmpty();
  }

  /** Returns the condition in words, in parentheses. */
  String wanted() {
    String words = condition.words();
    return words.startsWith("(") ? words : "(" + words + ")";
  }

  /** Returns the cause in one line. */
  String because() {
    return String.join(" and ", cause) + " (" + said + ")";
  }
}
