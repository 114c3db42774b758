package io.lifecycle4j.core.registry;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Condition.Comparison;
import io.lifecycle4j.condition.Condition.Operator;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Judges a condition on the metrics of the candidate and explains every comparison in it. */
final class GateComparisons {
  private final Map<String, Double> metrics;
  private final List<String> explanations = new ArrayList<>();
  private boolean askable = true;

  private GateComparisons(Map<String, Double> metrics) {
    this.metrics = metrics;
  }

  static GateVerdict judge(Condition condition, Map<String, Double> metrics) {
    GateComparisons comparisons = new GateComparisons(metrics);
    comparisons.explain(condition, false);
    String explanation = String.join("; ", comparisons.explanations);
    if (!comparisons.askable) {
      return new GateVerdict(condition.toString(), Verdict.ERROR, explanation);
    }
    Verdict verdict = condition.holds(metrics) ? Verdict.PASS : Verdict.FAIL;
    return new GateVerdict(condition.toString(), verdict, explanation);
  }

  private void explain(Condition condition, boolean negated) {
    if (condition instanceof Comparison comparison) {
      explanations.add(explanation(comparison, negated));
    } else if (condition instanceof Condition.And and) {
      explain(and.left(), negated);
      explain(and.right(), negated);
    } else if (condition instanceof Condition.Or or) {
      explain(or.left(), negated);
      explain(or.right(), negated);
    } else if (condition instanceof Condition.Not not) {
      explain(not.condition(), !negated);
    } else {
      askable = false;
      explanations.add("cannot judge " + condition);
    }
  }

  private String explanation(Comparison comparison, boolean negated) {
    Double value = metrics.get(comparison.metric());
    if (value == null) {
      askable = false;
      return GateFigures.missing(comparison.metric(), metrics.keySet());
    }
    if (value.isNaN()) {
      askable = false;
      return comparison.metric() + " is NaN (must be a number)";
    }
    Operator operator = negated ? opposite(comparison.operator()) : comparison.operator();
    return String.format(
        Locale.ROOT,
        "%s is %s (needs %s %s)",
        comparison.metric(),
        GateFigures.figure(value, comparison.bound()),
        operator.words(),
        GateFigures.figure(comparison.bound(), value));
  }

  private static Operator opposite(Operator operator) {
    return switch (operator) {
      case AT_LEAST -> Operator.BELOW;
      case AT_MOST -> Operator.ABOVE;
      case ABOVE -> Operator.AT_MOST;
      case BELOW -> Operator.AT_LEAST;
    };
  }
}
