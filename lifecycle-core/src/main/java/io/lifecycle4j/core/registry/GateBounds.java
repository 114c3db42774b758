package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.number;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.NumberComparison;
import io.lifecycle4j.condition.NumberComparison.Operator;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.MetricRange;
import io.lifecycle4j.schema.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * Compares the bounds of gates with the values that metrics can have.
 *
 * <p>A share is from 0 to 1, so that a gate on 95 % as 95 never passes. A condition is followed
 * with whether it must hold: what a negation contains must not.
 *
 * @param task has every metric of the gates
 */
record GateBounds(String model, Task<?> task) {
  private static final Pattern TOP = Pattern.compile("top_([1-9][0-9]{0,5})_accuracy");

  /**
   * Rejects a condition that no value of its metrics fulfils.
   *
   * @throws InvalidValueException with the bound, and the values that the metric can have
   */
  void checkReachable(Condition condition) {
    blocked(condition, true)
        .ifPresent(
            bound -> {
              throw new InvalidValueException(
                  String.format(
                      "Invalid gate of %s: %s can never pass (%s)",
                      model, condition.words(), range(bound)));
            });
  }

  private String range(NumberComparison bound) {
    Metric metric = metric(bound);
    String meant =
        metric.range().equals(MetricRange.SHARE) && bound.bound() > 1 && bound.bound() <= 100
            ? "; did you mean " + number(bound.bound() / 100) + "?"
            : "";
    return metric.name() + " is " + metric.range() + meant;
  }

  private Metric metric(NumberComparison bound) {
    return task.findMetric(bound.subject().key()).orElseThrow();
  }

  /** Returns what is probably not meant: gates that always pass, and those that ask for worse. */
  List<String> doubts(List<? extends Gate> gates) {
    List<String> doubts = new ArrayList<>();
    List<NumberComparison> worse = new ArrayList<>();
    Set<String> bounded = new HashSet<>();
    for (Gate gate : gates) {
      Condition condition = gate.bounds();
      blocked(condition, false)
          .ifPresent(
              bound -> doubts.add(condition.words() + " always passes (" + range(bound) + ")"));
      sort(condition, true, worse, bounded);
      condition.subjects().stream()
          .filter(this::isOfAllClasses)
          .forEach(
              top ->
                  doubts.add(
                      String.format(
                          "%s is always 1 of %s classes", top.key(), task.classes().size())));
      doubts.addAll(gate.doubts(task));
    }
    for (NumberComparison bound : worse) {
      if (!bounded.contains(bound.subject().key())) {
        doubts.add(
            String.format(
                "%s asks for worse values: %s values of %s are better",
                bound.words(),
                metric(bound).better() == Better.LOWER ? "smaller" : "greater",
                bound.subject().key()));
      }
    }
    return doubts;
  }

  /** Returns whether a metric asks for a class among so many that it cannot be missed. */
  private boolean isOfAllClasses(Subject subject) {
    Matcher top = TOP.matcher(subject.key());
    return !task.classes().isEmpty()
        && top.matches()
        && Integer.parseInt(top.group(1)) >= task.classes().size();
  }

  /** Finds bounds on the worse side of a metric, and the metrics with one on the better side. */
  private void sort(
      Condition condition, boolean wanted, List<NumberComparison> worse, Set<String> bounded) {
    if (condition instanceof NumberComparison bound) {
      Better asked = asked(bound.operator(), wanted);
      Better better = metric(bound).better();
      if (asked == better) {
        bounded.add(bound.subject().key());
      } else if (asked != Better.NONE && better != Better.NONE) {
        worse.add(bound);
      }
    } else if (condition instanceof Condition.Not not) {
      sort(not.condition(), !wanted, worse, bounded);
    } else if (condition instanceof Condition.And and) {
      and.parts().forEach(part -> sort(part, wanted, worse, bounded));
    } else if (condition instanceof Condition.Or or) {
      or.parts().forEach(part -> sort(part, wanted, worse, bounded));
    }
  }

  /** Returns which values a comparison asks for. */
  private static Better asked(Operator operator, boolean wanted) {
    return switch (operator) {
      case AT_LEAST, ABOVE -> wanted ? Better.HIGHER : Better.LOWER;
      case AT_MOST, BELOW -> wanted ? Better.LOWER : Better.HIGHER;
      case IS, IS_NOT -> Better.NONE;
    };
  }

  /**
   * Finds the bound for which a condition can never hold, or never fail.
   *
   * @param wanted whether it is to hold
   * @return empty if some values of the metrics do it
   */
  private Optional<NumberComparison> blocked(Condition condition, boolean wanted) {
    if (condition instanceof NumberComparison bound) {
      return isPossible(bound, wanted) ? Optional.empty() : Optional.of(bound);
    } else if (condition instanceof Condition.Not not) {
      return blocked(not.condition(), !wanted);
    } else if (condition instanceof Condition.And and) {
      return blocked(and.parts(), wanted, wanted);
    } else if (condition instanceof Condition.Or or) {
      return blocked(or.parts(), wanted, !wanted);
    }
    return Optional.empty();
  }

  /**
   * Finds the bound that blocks several conditions.
   *
   * @param all whether all of them must be possible; otherwise one is sufficient
   */
  private Optional<NumberComparison> blocked(List<Condition> parts, boolean wanted, boolean all) {
    List<Optional<NumberComparison>> each =
        parts.stream().map(part -> blocked(part, wanted)).toList();
    return !all && each.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : each.stream().flatMap(Optional::stream).findFirst();
  }

  /** Tries the ends of the range, and the numbers around the bound: one of them decides. */
  private boolean isPossible(NumberComparison comparison, boolean wanted) {
    MetricRange range = metric(comparison).range();
    double bound = comparison.bound();
    Subject.Metric value = new Subject.Metric("value");
    Condition same = new NumberComparison(value, comparison.operator(), bound);
    return DoubleStream.of(
            range.least(), range.greatest(), bound, Math.nextUp(bound), Math.nextDown(bound))
        .filter(number -> number >= range.least() && number <= range.greatest())
        .anyMatch(number -> same.holds(Map.of(value.key(), number)) == wanted);
  }
}
