package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.MetricBound;
import io.lifecycle4j.condition.NumberComparison;
import io.lifecycle4j.condition.NumberComparison.Operator;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.core.evaluation.Stressed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Judges a condition on the metrics of the candidate, also by slice, and explains every comparison
 * in it.
 */
final class GateComparisons implements Facts {
  private final GateSubject candidate;
  private final ScoredRows rows;
  private final HeldOutSlices slices;
  private final Map<Subject, Double> values = new HashMap<>();
  private final List<String> explanations = new ArrayList<>();

  /** Whether a metric is not a number. */
  private boolean isUndefined;

  /** Whether there is all that the condition is about, be it a number or not. */
  private boolean isAskable = true;

  private GateComparisons(GateSubject candidate, HeldOutSlices slices) {
    this.candidate = candidate;
    this.rows = candidate.rows();
    this.slices = slices;
  }

  /** Judges a condition. */
  static GateVerdict judge(Condition condition, GateSubject candidate, HeldOutSlices slices) {
    GateComparisons comparisons = new GateComparisons(candidate, slices);
    for (Subject subject : condition.subjects()) {
      Optional<String> problem = comparisons.measure(subject);
      if (problem.isPresent()) {
        return GateVerdict.builder(condition.words(), Verdict.ERROR, problem.get()).build();
      }
    }
    comparisons.explain(condition, false);
    boolean isAsked = comparisons.isAskable && !comparisons.isUndefined;
    Verdict verdict = isAsked ? comparisons.judge(condition) : Verdict.ERROR;
    String explanation = String.join("; ", comparisons.explanations);
    GateVerdict.Builder said =
        GateVerdict.builder(condition.words(), verdict, explanation).figures(comparisons.figures());
    boolean isUndefined = comparisons.isUndefined && comparisons.isAskable;
    return (isUndefined ? said.undefinedMetric() : said).build();
  }

  /** Returns that there are too few rows to tell if the metrics meet what their bounds do not. */
  private Verdict judge(Condition condition) {
    if (condition.holds(this)) {
      return Verdict.PASS;
    }
    boolean bounds = condition.subjects().stream().anyMatch(MetricBound.class::isInstance);
    if (!bounds || !condition.holds(new Points())) {
      return Verdict.FAIL;
    }
    explanations.add("hold out more rows, so that intervals become narrower");
    return Verdict.INCONCLUSIVE;
  }

  /** The metrics themselves, in place of bounds of their intervals. */
  private final class Points implements Facts {
    @Override
    public OptionalDouble number(Subject subject) {
      return GateComparisons.this.number(
          subject instanceof MetricBound bound ? bound.of() : subject);
    }

    @Override
    public List<String> texts(Subject subject) {
      return GateComparisons.this.texts(subject);
    }
  }

  private Map<String, Double> figures() {
    Map<String, Double> figures = new HashMap<>();
    values.forEach(
        (subject, value) -> {
          if (Double.isFinite(value)) {
            figures.put(subject.words(), value);
          }
        });
    return figures;
  }

  /** Measures a subject; returns why that is not possible, or empty. */
  private Optional<String> measure(Subject subject) {
    if (subject instanceof MetricBound bound) {
      Optional<String> problem = measure(bound.of());
      if (problem.isEmpty() && values.containsKey(bound.of())) {
        Interval interval = Stressed.interval(rowsOf(bound.of()), bound.key());
        boolean lower = bound.side() == MetricBound.Side.LOWER;
        values.put(bound, lower ? interval.lower() : interval.upper());
      }
      return problem;
    }
    if (subject instanceof Subject.Metric) {
      rows.find(subject.key()).ifPresent(value -> values.put(subject, value));
      return Optional.empty();
    }
    if (subject instanceof Subject.Slice slice) {
      SliceRows selected = selected(slice);
      Optional<String> problem = selected.problem().map(why -> slice.words() + ": " + why);
      if (problem.isEmpty()) {
        ScoredRows all = candidate.whole().rows();
        all.find(slice.key(), selected.weights()).ifPresent(value -> values.put(slice, value));
      }
      return problem;
    }
    return Optional.of("cannot judge " + subject.words() + " (a gate knows metrics only)");
  }

  private ScoredRows rowsOf(Subject metric) {
    return metric instanceof Subject.Slice slice
        ? candidate.whole().rows().only(selected(slice).places())
        : rows;
  }

  private SliceRows selected(Subject.Slice slice) {
    return slices.of(candidate.columnsAnd(slice.columns()));
  }

  @Override
  public OptionalDouble number(Subject subject) {
    Double value = values.get(subject);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  @Override
  public List<String> texts(Subject subject) {
    throw new IllegalStateException("No gate knows " + subject.words());
  }

  private void explain(Condition condition, boolean negated) {
    if (condition instanceof NumberComparison comparison) {
      explanations.add(explanation(comparison, negated));
    } else if (condition instanceof Condition.Missing missing) {
      explanations.add(presence(missing.subject(), negated));
    } else if (condition instanceof Condition.Present present) {
      explanations.add(presence(present.subject(), !negated));
    } else if (condition instanceof Condition.And and) {
      and.parts().forEach(part -> explain(part, negated));
    } else if (condition instanceof Condition.Or or) {
      or.parts().forEach(part -> explain(part, negated));
    } else if (condition instanceof Condition.Not not) {
      explain(not.condition(), !negated);
    } else {
      isAskable = false;
      explanations.add("cannot judge " + condition.words());
    }
  }

  private String presence(Subject subject, boolean needed) {
    String state = values.get(subject) == null ? "missing" : "there";
    return subject.words()
        + " is "
        + state
        + " (needs to be "
        + (needed ? "there" : "missing")
        + ")";
  }

  private String explanation(NumberComparison comparison, boolean negated) {
    Subject subject = comparison.subject();
    Double value = values.get(subject);
    if (value == null) {
      isAskable = false;
      return GateFigures.missing(subject.words(), rows.metrics().keySet());
    }
    if (value.isNaN()) {
      isUndefined = true;
      return words(subject) + " is NaN" + size(subject) + GateFigures.UNDEFINED;
    }
    Operator operator = negated ? opposite(comparison.operator()) : comparison.operator();
    return String.format(
        Locale.ROOT,
        "%s is %s%s (needs %s %s)",
        words(subject),
        GateFigures.figure(value, comparison.bound()),
        size(subject),
        needed(operator),
        GateFigures.figure(comparison.bound(), value));
  }

  /** Says of which class a metric without one is. */
  private String words(Subject subject) {
    if (subject instanceof MetricBound bound) {
      return subject.words().replace(bound.of().words(), words(bound.of()));
    }
    String name = rows.fullName(subject.key());
    return subject instanceof Subject.Slice slice
        ? new Subject.Slice(name, slice.columns()).words()
        : name;
  }

  /** Returns the size of a slice, such as {@code on 48 rows}; empty for all rows. */
  private String size(Subject subject) {
    if (subject instanceof MetricBound bound) {
      return String.format(
          Locale.ROOT,
          " for %s on %s",
          GateFigures.figure(required(values.get(bound.of()), "metric")),
          counted(rowsOf(bound.of()).rows(), "row"));
    }
    return subject instanceof Subject.Slice slice
        ? " on " + counted(selected(slice).count(), "row")
        : "";
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
