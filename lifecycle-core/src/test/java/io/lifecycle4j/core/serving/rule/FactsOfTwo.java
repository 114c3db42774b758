package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.condition.LiveFacts;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Facts of version 2 alone, all of them measured. */
record FactsOfTwo(Function<Subject, OptionalDouble> facts) implements LiveFacts {
  @Override
  public OptionalDouble number(int version, Instant since, Subject subject) {
    return version == 2 ? facts.apply(subject) : OptionalDouble.empty();
  }

  @Override
  public Optional<Certain> certain(int version, Instant since, MetricSubject metric) {
    OptionalDouble lower = number(version, since, metric.lowerBound());
    OptionalDouble upper = number(version, since, metric.upperBound());
    return lower.isPresent() && upper.isPresent()
        ? Optional.of(new Certain(lower.getAsDouble(), upper.getAsDouble(), 100))
        : Optional.empty();
  }

  @Override
  public boolean isMeasured(int version, Instant since, Subject subject) {
    return true;
  }

  @Override
  public void refresh() {}
}
