package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.MetricBound;
import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgedVersion;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A condition on metrics of the candidate, as a gate. */
record MetricGate(Condition condition) implements Gate {
  /**
   * Checks the condition.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it refers to anything but metrics and
   *     their slices
   */
  MetricGate {
    for (Subject subject : condition.subjects()) {
      check(
          subject instanceof MetricSubject || subject instanceof MetricBound,
          "Invalid gate: %s refers to %s (a gate knows metrics only)",
          condition,
          subject.words());
    }
  }

  @Override
  public String id() {
    return "metrics";
  }

  @Override
  public Set<GateNeed> needs() {
    Set<GateNeed> needs = new HashSet<>();
    for (Subject subject : condition.subjects()) {
      needs.add(new GateNeed.Measured(subject.key()));
      if (measured(subject) instanceof Subject.Slice slice) {
        needs.add(new GateNeed.Slice(slice.columns()));
      }
    }
    return Set.copyOf(needs);
  }

  /** Returns the metric that a subject is, or is a bound of. */
  private static Subject measured(Subject subject) {
    return subject instanceof MetricBound bound ? bound.of() : subject;
  }

  @Override
  public Condition bounds() {
    return condition;
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    return candidate.judge(condition);
  }

  @Override
  public String toString() {
    return condition.words();
  }
}
