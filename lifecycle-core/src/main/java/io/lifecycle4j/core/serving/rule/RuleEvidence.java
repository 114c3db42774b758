package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.NumberComparison;
import io.lifecycle4j.condition.NumberComparison.Operator;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.core.condition.LiveFacts;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.core.serving.rollout.RateDifference;
import io.lifecycle4j.core.serving.traffic.TrafficReading;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.registry.ArmFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Whether a comparison of a rule holds for a version, and is certain.
 *
 * <p>The value over the trailing time must be beyond the bound. For a rate above a bound, a
 * sequential test must also say so, of the requests since the begin of the trailing time before
 * this one: such blocks are fixed, so each is one test that may be repeated after every request. A
 * percentile of latencies is the rate of requests that take longer. If at least half of the
 * requests of the last two seconds fail, and at least {@value #FAILED} do, errors need no test: the
 * good requests of the minutes before would only hide it. Of a live metric, the whole interval must
 * be beyond the bound, one that holds however often it is looked at.
 *
 * @param since when the version came into production, not after now
 * @param before the version that was in production before; empty if there was none
 * @param control what a rollout counted of the version before, beside the one that bakes; empty
 *     unless it bakes
 */
record RuleEvidence(
    TrafficReading traffic,
    LiveFacts live,
    int version,
    Instant since,
    Instant now,
    OptionalInt before,
    Optional<ArmFigures> control) {
  /** How often a version whose rate is exactly the bound is rolled back, at most: a day. */
  static final double FALSE_A_DAY = 0.001;

  static final int FAILED = 10;
  private static final Duration HARD = Duration.ofSeconds(2);
  private static final double HALF = 0.5;

  /** No number of failures proves that every request fails. */
  private static final double NEARLY_ALL = 0.95;

  private static final double NANOS = 1e6;
  private static final int P99 = 99;
  private static final int P99_ONE_OF = 100;

  /** The level at which a version must be worse than the one before to be blamed. */
  private static final double WORSE_LEVEL = 0.05;

  /**
   * What a comparison is judged by.
   *
   * @param value empty if it is not known
   * @param requests those that it was taken from; 0 if it is from none
   * @param holds whether the value is beyond the bound, and certain
   * @param certain what is certain of a live metric; empty if it is not known, or of other values
   */
  record Finding(
      NumberComparison comparison,
      OptionalDouble value,
      long requests,
      boolean holds,
      Optional<LiveFacts.Certain> certain) {
    Finding(NumberComparison comparison, OptionalDouble value, long requests, boolean holds) {
      this(comparison, value, requests, holds, Optional.empty());
    }

    /** Returns whether the version before is compared: inputs that drifted stay so without it. */
    boolean isCompared() {
      return requests > 0 || comparison.subject() instanceof MetricSubject;
    }

    /** Returns the value in words. */
    String said() {
      String shown =
          value.isEmpty()
              ? "not known"
              : RuleWords.value(comparison.subject(), value.getAsDouble());
      return comparison.subject().words()
          + " is "
          + shown
          + (requests == 0 ? "" : " of " + requests + (requests == 1 ? " request" : " requests"))
          + certain.map(known -> RuleWords.certain(comparison.subject(), known)).orElse("");
    }
  }

  /** Returns what is known of the version in production, which there must be. */
  static RuleEvidence of(
      TrafficReading traffic, LiveFacts live, Wanted wanted, Instant since, Instant now) {
    return new RuleEvidence(
        traffic,
        live,
        wanted.champion().orElseThrow(),
        since,
        now,
        wanted.before().stream().mapToInt(Integer::intValue).findFirst(),
        wanted
            .rollout()
            .filter(RolloutState::isBaking)
            .map(rollout -> rollout.figures().control())
            .filter(control -> control.requests() > 0));
  }

  Finding of(NumberComparison comparison) {
    if (!isTraffic(comparison.subject())) {
      OptionalDouble value = live.number(version, since, comparison.subject());
      Optional<LiveFacts.Certain> certain =
          comparison.subject() instanceof MetricSubject metric
              ? live.certain(version, since, metric)
              : Optional.empty();
      boolean holds =
          holds(comparison, value)
              && certain.map(known -> holds(comparison, end(comparison, known))).orElse(true);
      return new Finding(comparison, value, 0, isComparable(comparison) && holds, certain);
    }
    Duration over = RuleCheck.over(comparison.subject());
    TrafficCounts recent = traffic.since(version, later(now.minus(over)));
    OptionalDouble value = value(comparison, recent);
    boolean certain = !isUpper(comparison) || isCertain(comparison, over);
    if (isUpper(comparison) && isHard(comparison)) {
      TrafficCounts last = traffic.since(version, later(now.minus(HARD)));
      return new Finding(comparison, value(comparison, last), last.requests(), true);
    }
    return new Finding(comparison, value, recent.requests(), certain && holds(comparison, value));
  }

  /** Has a metric of the version before measured as well; returns whether it was. */
  private boolean isComparable(NumberComparison comparison) {
    if (!(comparison.subject() instanceof MetricSubject metric) || before.isEmpty()) {
      return true;
    }
    live.number(before.getAsInt(), Instant.EPOCH, metric);
    return live.isMeasured(before.getAsInt(), Instant.EPOCH, metric);
  }

  private Instant later(Instant from) {
    return from.isBefore(since) ? since : from;
  }

  static boolean isTraffic(Subject subject) {
    return subject instanceof WatchSubject.Rate || subject instanceof WatchSubject.Latency;
  }

  private static boolean isUpper(NumberComparison comparison) {
    return comparison.operator() == Operator.ABOVE || comparison.operator() == Operator.AT_LEAST;
  }

  private boolean isCertain(NumberComparison comparison, Duration over) {
    long number = Math.floorDiv(now.toEpochMilli(), over.toMillis()) - 1;
    Instant begin = later(Instant.ofEpochMilli(number * over.toMillis()));
    double level = FALSE_A_DAY * over.toMillis() / Duration.ofDays(1).toMillis();
    TrafficCounts block = traffic.since(version, begin);
    return RateDifference.isAbove(
        bad(comparison, block), block.requests(), limit(comparison), level);
  }

  /** Returns the end of an interval that has to be beyond the bound, too. */
  private static OptionalDouble end(NumberComparison comparison, LiveFacts.Certain certain) {
    return OptionalDouble.of(isUpper(comparison) ? certain.lower() : certain.upper());
  }

  private boolean isHard(NumberComparison comparison) {
    if (!(comparison.subject() instanceof WatchSubject.Rate rate)
        || rate.share() != WatchSubject.Share.ERROR_RATE) {
      return false;
    }
    TrafficCounts last = traffic.since(version, later(now.minus(HARD)));
    double failing = (double) last.errors() / Math.max(1, last.requests());
    return last.errors() >= FAILED
        && failing >= HALF
        && holds(comparison, OptionalDouble.of(failing));
  }

  /** Returns whether the version before, which there must be, was as bad: then it is no cure. */
  Finding ofBefore(NumberComparison comparison) {
    int other = before.orElseThrow();
    if (comparison.subject() instanceof MetricSubject metric) {
      return metricBefore(comparison, metric, other);
    }
    TrafficCounts ours =
        traffic.since(version, later(now.minus(RuleCheck.over(comparison.subject()))));
    Counted theirs =
        control.map(figures -> Counted.of(comparison, figures)).orElse(counted(comparison, other));
    boolean worse =
        RateDifference.isAbove(
            bad(comparison, ours), ours.requests(), theirs.bad(), theirs.requests(), WORSE_LEVEL);
    boolean isAsBad = isUpper(comparison) && holds(comparison, theirs.value()) && !worse;
    return new Finding(comparison, theirs.value(), theirs.requests(), isAsBad);
  }

  /** Counts the requests of another version when it served last. */
  private Counted counted(NumberComparison comparison, int other) {
    Duration over = RuleCheck.over(comparison.subject());
    TrafficCounts theirs =
        traffic
            .newest(other)
            .map(last -> traffic.since(other, last.minus(over)))
            .orElse(TrafficCounts.NONE);
    return new Counted(value(comparison, theirs), bad(comparison, theirs), theirs.requests());
  }

  /** Requests of the version before. */
  private record Counted(OptionalDouble value, long bad, long requests) {
    /**
     * Returns those that a rollout gave to it beside the version that bakes now. Of its latencies,
     * the 99th percentile is known, which at least 1 % of the requests reach.
     */
    static Counted of(NumberComparison comparison, ArmFigures beside) {
      long requests = beside.requests();
      if (comparison.subject() instanceof WatchSubject.Rate rate) {
        boolean errors = rate.share() == WatchSubject.Share.ERROR_RATE;
        long bad = errors ? beside.errors() : beside.refusals();
        return new Counted(OptionalDouble.of((double) bad / requests), bad, requests);
      }
      boolean known =
          comparison.subject() instanceof WatchSubject.Latency latency
              && latency.percentile() == P99;
      double value = beside.latencyP99().toNanos() / NANOS;
      boolean isSlow = known && value > comparison.bound();
      return new Counted(
          known ? OptionalDouble.of(value) : OptionalDouble.empty(),
          isSlow ? requests / P99_ONE_OF : 0,
          requests);
    }
  }

  /** Compares live metrics: the newest labels of each version. */
  private Finding metricBefore(NumberComparison comparison, MetricSubject metric, int other) {
    OptionalDouble theirs = live.number(other, Instant.EPOCH, metric);
    boolean upper = isUpper(comparison);
    OptionalDouble ourBest =
        live.number(version, since, upper ? metric.lowerBound() : metric.upperBound());
    OptionalDouble theirWorst =
        live.number(other, Instant.EPOCH, upper ? metric.upperBound() : metric.lowerBound());
    boolean worse =
        ourBest.isPresent()
            && theirWorst.isPresent()
            && (upper
                ? ourBest.getAsDouble() > theirWorst.getAsDouble()
                : ourBest.getAsDouble() < theirWorst.getAsDouble());
    return new Finding(comparison, theirs, 0, holds(comparison, theirs) && !worse);
  }

  private static OptionalDouble value(NumberComparison comparison, TrafficCounts totals) {
    if (totals.requests() == 0) {
      return OptionalDouble.empty();
    }
    if (comparison.subject() instanceof WatchSubject.Latency latency) {
      return OptionalDouble.of(totals.latency(latency.percentile() / 100.0).toNanos() / NANOS);
    }
    return OptionalDouble.of((double) bad(comparison, totals) / totals.requests());
  }

  /** Returns how many requests are bad by a comparison. */
  private static long bad(NumberComparison comparison, TrafficCounts totals) {
    if (comparison.subject() instanceof WatchSubject.Rate rate) {
      return rate.share() == WatchSubject.Share.ERROR_RATE ? totals.errors() : totals.refusals();
    }
    return totals.slowerThan(comparison.bound() * NANOS);
  }

  /** Returns which share of requests may be bad. */
  private static double limit(NumberComparison comparison) {
    return comparison.subject() instanceof WatchSubject.Latency latency
        ? 1 - latency.percentile() / 100.0
        : Math.max(0, Math.min(NEARLY_ALL, comparison.bound()));
  }

  private static boolean holds(Condition comparison, OptionalDouble value) {
    return comparison.holds(
        new Facts() {
          @Override
          public OptionalDouble number(Subject subject) {
            return value;
          }

          @Override
          public List<String> texts(Subject subject) {
            return List.of();
          }
        });
  }
}
