package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.MetricBound;
import io.lifecycle4j.condition.MetricBound.Side;
import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.PredictionColumn;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.monitoring.LiveQuality;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityWindow;
import io.lifecycle4j.schema.Scores.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Live metrics as facts of conditions: of a version on its newest predictions that have a label.
 *
 * <p>These are those of the last hour; if fewer than {@value #ENOUGH} of them have a label, those
 * of the last 6 hours, and so on up to 90 days. A metric that rests on fewer than {@value #LEAST}
 * rows is not known. Reading the log takes at most about a twentieth of the time: what was measured
 * is repeated until then, at least for a minute. Thread-safe.
 */
public final class LiveMetrics {
  /** The least number of rows that a metric must rest on. */
  static final int LEAST = 30;

  /** The number of predictions with a label from which on no older ones are read. */
  static final int ENOUGH = 500;

  private static final List<Duration> PERIODS =
      List.of(
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofHours(36),
          Duration.ofDays(9),
          Duration.ofDays(54),
          Duration.ofDays(90));

  private static final Duration SHORTEST = Duration.ofMinutes(1);

  private static final int SHARE = 20;

  private final Supplier<LiveQuality> quality;
  private final ModelVersions versions;
  private final InstantSource clock;
  private final Map<Asked, Known> known = new ConcurrentHashMap<>();

  /** Reads nothing yet. */
  public LiveMetrics(Supplier<LiveQuality> quality, ModelVersions versions, InstantSource clock) {
    this.quality = quality;
    this.versions = versions;
    this.clock = clock;
  }

  /** A metric of a version. */
  private record Asked(int version, MetricSubject subject) {}

  /** What was measured, and when it may be measured again. */
  private record Known(Optional<QualityMetric> metric, Instant at, Instant again) {
    boolean holds(Instant now) {
      return !now.isBefore(at) && now.isBefore(again); // the clock may have been put back
    }
  }

  /**
   * Returns the value of a metric, of a slice, or a bound of its interval.
   *
   * @return empty for other subjects, and for want of rows
   * @throws io.lifecycle4j.error.NotFoundException if the task has no such metric
   * @throws io.lifecycle4j.error.LifecycleException if the log cannot be read
   */
  public OptionalDouble number(int version, Subject subject) {
    if (subject instanceof MetricSubject metric) {
      return value(find(version, metric).map(QualityMetric::value));
    }
    return subject instanceof MetricBound bound
        ? value(
            find(version, bound.of())
                .flatMap(QualityMetric::interval)
                .map(interval -> side(interval, bound.side())))
        : OptionalDouble.empty();
  }

  private static double side(Interval interval, Side side) {
    return side == Side.LOWER ? interval.lower() : interval.upper();
  }

  private static OptionalDouble value(Optional<Double> value) {
    return value.filter(number -> !Double.isNaN(number)).stream()
        .mapToDouble(Double::doubleValue)
        .findFirst();
  }

  private Optional<QualityMetric> find(int version, MetricSubject subject) {
    Asked asked = new Asked(version, subject);
    Instant now = clock.instant();
    Known last = known.get(asked);
    if (last == null || !last.holds(now)) {
      long begin = System.nanoTime();
      Optional<QualityMetric> metric = measured(query(version, subject), subject.key(), now);
      Duration took = Duration.ofNanos(System.nanoTime() - begin).multipliedBy(SHARE);
      Duration until = took.compareTo(SHORTEST) > 0 ? took : SHORTEST;
      last = new Known(metric, now, now.plus(until));
      known.put(asked, last);
    }
    return last.metric;
  }

  private LiveQuality query(int version, MetricSubject subject) {
    LiveQuality query =
        quality.get().version(versions.version(version)).metrics(subject.key()).withoutEstimates();
    if (subject instanceof Subject.Slice slice) {
      for (Map.Entry<String, String> column : slice.columns().entrySet()) {
        String name = PredictionColumn.INPUTS + column.getKey();
        query = query.where(Conditions.prediction(name).is(column.getValue()));
      }
    }
    return query;
  }

  private static Optional<QualityMetric> measured(LiveQuality query, String metric, Instant now) {
    Optional<QualityWindow> window = Optional.empty();
    for (Duration period : PERIODS) {
      // a prediction of this very moment counts
      List<QualityWindow> found =
          query.between(now.minus(period), now.plusMillis(1)).measure().windows();
      window = found.stream().findFirst();
      if (window.filter(each -> each.coverage().labelled() >= ENOUGH).isPresent()) {
        break;
      }
    }
    return window.map(each -> each.metrics().get(metric)).filter(each -> each.rows() >= LEAST);
  }
}
