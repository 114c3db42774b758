package io.lifecycle4j.core.registry;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.NumberComparison;
import io.lifecycle4j.condition.NumberComparison.Operator;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Judges a condition on the metrics of the candidate, and explains every comparison in it. */
final class GateComparisons {
  private final Map<String, Double> metrics;
  private final List<String> explanations = new ArrayList<>();
  private boolean askable = true;

  private GateComparisons(Map<String, Double> metrics) {
    this.metrics = metrics;
  }

  static GateVerdict judge(Condition condition, ScoredRows rows) {
    Map<String, Double> metrics = new TreeMap<>(rows.metrics());
    for (Subject subject : condition.subjects()) {
      if (!(subject instanceof Subject.Metric)) {
        String explanation = "cannot judge " + subject.words() + " (a gate knows metrics only)";
        return GateVerdict.builder(condition.words(), Verdict.ERROR, explanation).build();
      }
      rows.find(subject.key()).ifPresent(value -> metrics.put(subject.key(), value));
    }
    GateComparisons comparisons = new GateComparisons(metrics);
    comparisons.explain(condition, false);
    Verdict verdict = Verdict.ERROR;
    if (comparisons.askable) {
      verdict = condition.holds(metrics) ? Verdict.PASS : Verdict.FAIL;
    }
    String explanation = String.join("; ", comparisons.explanations);
    return GateVerdict.builder(condition.words(), verdict, explanation).build();
  }

  private void explain(Condition condition, boolean negated) {
    if (condition instanceof NumberComparison comparison) {
      explanations.add(explanation(comparison, negated));
    } else if (condition instanceof Condition.Missing missing) {
      explanations.add(presence(missing.subject().key(), negated));
    } else if (condition instanceof Condition.Present present) {
      explanations.add(presence(present.subject().key(), !negated));
    } else if (condition instanceof Condition.And and) {
      and.parts().forEach(part -> explain(part, negated));
    } else if (condition instanceof Condition.Or or) {
      or.parts().forEach(part -> explain(part, negated));
    } else if (condition instanceof Condition.Not not) {
      explain(not.condition(), !negated);
    } else {
      askable = false;
      explanations.add("cannot judge " + condition.words());
    }
  }

  private String presence(String metric, boolean needed) {
    String state = metrics.get(metric) == null ? "missing" : "there";
    return metric + " is " + state + " (needs to be " + (needed ? "there" : "missing") + ")";
  }

  private String explanation(NumberComparison comparison, boolean negated) {
    String metric = comparison.subject().key();
    Double value = metrics.get(metric);
    if (value == null) {
      askable = false;
      return GateFigures.missing(metric, metrics.keySet());
    }
    if (value.isNaN()) {
      askable = false;
      return metric + " is NaN (must be a number)";
    }
    Operator operator = negated ? opposite(comparison.operator()) : comparison.operator();
    return String.format(
        Locale.ROOT,
        "%s is %s (needs %s %s)",
        metric,
        GateFigures.figure(value, comparison.bound()),
        needed(operator),
        GateFigures.figure(comparison.bound(), value));
  }

  private static String needed(Operator operator) {
    return switch (operator) {
      case IS -> "exactly";
      case IS_NOT -> "other than";
      default -> operator.words();
    };
  }

  private static Operator opposite(Operator operator) {
    return switch (operator) {
      case AT_LEAST -> Operator.BELOW;
      case AT_MOST -> Operator.ABOVE;
      case ABOVE -> Operator.AT_MOST;
      case BELOW -> Operator.AT_LEAST;
      case IS -> Operator.IS_NOT;
      case IS_NOT -> Operator.IS;
    };
  }
}
