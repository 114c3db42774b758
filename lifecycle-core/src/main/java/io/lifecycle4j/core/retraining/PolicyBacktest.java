package io.lifecycle4j.core.retraining;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.core.monitoring.WatchedFacts;
import io.lifecycle4j.core.retraining.RetrainingRules.Before;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.retraining.RetrainingBacktest;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import io.lifecycle4j.retraining.RetrainingPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Replays a period under a policy: the windows that were judged for drift, the figures of the
 * decisions that were recorded, the versions of the dataset as they were committed, and the
 * retrainings that the policy would have begun. It evaluates when a window ended, a decision was
 * recorded, or rows were committed. Used once, by one thread.
 */
final class PolicyBacktest {
  private final RetrainingPolicy policy;
  private final RetrainingRules rules;
  private final Map<Instant, RetrainingDecision> decisions = new HashMap<>();
  private final Deque<DriftReport> windows;
  private final Serving serving;
  private final List<DatasetVersion> versions;
  private final Duration mean;
  private final Optional<ModelVersion> production;
  private final Map<String, Double> figures = new HashMap<>();

  /** The newest window of each version. */
  private final Map<String, DriftReport> newestWindows = new HashMap<>();

  private final List<RetrainingDecision> begun = new ArrayList<>();

  /** What was known at least once. */
  private final Set<String> known = new HashSet<>();

  private @Nullable DatasetVersion newest;
  private @Nullable DatasetVersion trained;
  private @Nullable Instant holdsSince;
  private Duration waited = Duration.ZERO;

  /** Knows the label of the version that was in production at a time; empty if there was none. */
  interface Serving {
    Optional<String> at(Instant time);
  }

  /**
   * What was recorded.
   *
   * @param windows the drift reports; none if the policy asks for none
   */
  record Recorded(
      List<RetrainingDecision> decisions,
      List<DriftReport> windows,
      List<DatasetVersion> versions,
      Serving serving) {}

  PolicyBacktest(
      RetrainingPolicy policy, Recorded past, Optional<ModelVersion> production, Duration mean) {
    this.policy = policy;
    this.rules = new RetrainingRules(policy);
    past.decisions().forEach(decision -> decisions.put(decision.time(), decision));
    this.windows =
        new ArrayDeque<>(
            past.windows().stream().sorted(Comparator.comparing(DriftReport::closed)).toList());
    this.serving = past.serving();
    this.versions = past.versions();
    this.production = production;
    this.mean = mean;
  }

  RetrainingBacktest between(Instant from, Instant to) {
    TreeSet<Instant> times = new TreeSet<>(decisions.keySet());
    windows.forEach(window -> times.add(window.closed()));
    versions.forEach(version -> times.add(version.created()));
    int evaluations = 0;
    for (Instant time : times) {
      see(time);
      if (!time.isBefore(from) && time.isBefore(to)) {
        evaluations++;
        evaluate(time);
      }
    }
    if (holdsSince != null) {
      waited = waited.plus(Duration.between(holdsSince, to));
    }
    Duration training = mean.multipliedBy(begun.size());
    List<String> unknown =
        policy.condition().subjects().stream()
            .map(Subject::toString)
            .filter(subject -> !known.contains(subject))
            .distinct()
            .toList();
    return new RetrainingBacktest(from, to, evaluations, begun, training, waited, unknown);
  }

  /** Learns what was recorded at a time. */
  private void see(Instant time) {
    while (!windows.isEmpty() && !windows.getFirst().closed().isAfter(time)) {
      DriftReport window = windows.removeFirst();
      newestWindows.put(window.version(), window);
    }
    RetrainingDecision decision = decisions.get(time);
    if (decision != null && !decision.condition().isEmpty()) {
      figures.putAll(decision.figures());
    }
    for (DatasetVersion version : versions) {
      if (!version.created().isAfter(time)) {
        newest = version;
      }
    }
  }

  private void evaluate(Instant time) {
    EvaluatedCondition evaluated = EvaluatedCondition.of(policy.condition(), new Past(time));
    if (!evaluated.holds()) {
      holdsSince = null;
      return;
    }
    holdsSince = holdsSince == null ? time : holdsSince;
    Before before = new Before(lastBegun(), 0, trainedSince(rules.budgetFrom(time)));
    if (newest == null
        || newest.ref().equals(trained().map(DatasetVersion::ref).orElse(null))
        || rules.refusal(time, evaluated, before).isPresent()) {
      return;
    }
    begun.add(
        RetrainingRules.decision(
                time, evaluated, Outcome.BEGUN, "Would train anew: " + evaluated.because())
            .build());
    trained = newest;
    waited = waited.plus(Duration.between(required(holdsSince, "begin"), time));
    holdsSince = null;
  }

  private Optional<Instant> lastBegun() {
    return begun.isEmpty() ? Optional.empty() : Optional.of(begun.get(begun.size() - 1).time());
  }

  private Duration trainedSince(Instant time) {
    return mean.multipliedBy(begun.stream().filter(it -> it.time().isAfter(time)).count());
  }

  /** Returns the rows that the version which serves then was trained on. */
  private Optional<DatasetVersion> trained() {
    return trained != null
        ? Optional.of(trained)
        : production.flatMap(
            it ->
                versions.stream()
                    .filter(rows -> rows.ref().equals(it.manifest().provenance().data()))
                    .findFirst());
  }

  /** What was known at a time, if the retrainings had begun. */
  private final class Past implements Facts {
    private final Instant time;

    Past(Instant time) {
      this.time = time;
    }

    @Override
    public OptionalDouble number(Subject subject) {
      OptionalDouble found = find(subject);
      if (found.isPresent()) {
        known.add(subject.toString());
      }
      return found;
    }

    private OptionalDouble find(Subject subject) {
      if (subject instanceof WatchSubject.Elapsed) {
        Optional<Instant> since = lastBegun().or(() -> production.map(ModelVersion::registered));
        return since.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(WatchSubject.Timed.millis(Duration.between(since.get(), time)));
      }
      if (subject == WatchSubject.Count.NEW_ROWS && newest != null) {
        long before = trained().map(rows -> rows.summary().rows()).orElse(0L);
        return OptionalDouble.of((double) Math.max(0, newest.summary().rows() - before));
      }
      return WatchedFacts.isOfReports(subject) ? drift(subject) : recorded(subject);
    }

    /** Drift of the version before says nothing about the one that serves. */
    private OptionalDouble drift(Subject subject) {
      DriftReport window = serving.at(time).map(newestWindows::get).orElse(null);
      return window == null ? OptionalDouble.empty() : WatchedFacts.ofReport(window, subject);
    }

    private OptionalDouble recorded(Subject subject) {
      Double figure = figures.get(subject.toString());
      return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
    }

    @Override
    public List<String> texts(Subject subject) {
      throw new InvalidValueException(
          "Cannot compare " + subject.words() + ": not known of a version in production");
    }
  }
}
