package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.MetricBound;
import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.PredictionColumn;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.condition.LiveFacts;
import io.lifecycle4j.core.error.CoreShare;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.LiveQuality;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live metrics and drift of the version in production, for conditions. Thread-safe.
 *
 * <p>A metric is measured on the newest predictions, as far back as {@value #ENOUGH} of them have a
 * label, at most {@value #LONGEST_DAYS} days; it is known if it rests on {@value #LEAST} rows.
 * Since the log is read for it, a thread measures it again once a minute while it is asked for. The
 * same thread reads the newest drift report. No window is judged before {@link #refresh}, so that a
 * slow detector delays no rule.
 */
public final class WatchedFacts implements LiveFacts, AutoCloseable {
  /** The fewest rows that a metric is known by. */
  static final long LEAST = 30;

  static final long ENOUGH = 1_000;
  static final int LONGEST_DAYS = 90;

  private static final Logger LOG = LoggerFactory.getLogger(WatchedFacts.class);

  /** Bounds the memory that a measurement takes. */
  private static final long MOST_PREDICTIONS = 250_000;

  private static final Duration FIRST = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(LONGEST_DAYS);
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final Duration END = Duration.ofSeconds(5);

  private final ModelVersions versions;
  private final Supplier<LiveQuality> quality;
  private final WatchedDrift drift;
  private final InstantSource clock;
  private final Rounds rounds;
  private final Map<Asked, Known> known = new ConcurrentHashMap<>();
  private final AtomicLong labels = new AtomicLong();

  /** The versions that were asked for last. */
  private volatile int newest;

  private volatile int before;

  /** What was asked for. */
  private record Asked(int version, Instant since, MetricSubject metric) {}

  /**
   * A metric as it was measured.
   *
   * @param labels how often labels had come before
   * @param metric null for want of rows
   */
  private record Known(Instant at, long labels, @Nullable QualityMetric metric) {
    static final Known NONE = new Known(Instant.MIN, 0, null);

    boolean isNone() {
      return at.equals(Instant.MIN);
    }
  }

  /**
   * Measures nothing yet.
   *
   * @param quality begins a query of all predictions; throws once the model is closed
   * @param newest finds the newest report of a version, such as {@code fraud:7}, whichever process
   *     judged
   * @param judging judges the windows that are full, if this process judges
   */
  public WatchedFacts(
      ModelVersions versions,
      Supplier<LiveQuality> quality,
      Function<String, Optional<DriftReport>> newest,
      Runnable judging,
      InstantSource clock) {
    this.versions = versions;
    this.quality = quality;
    this.drift =
        new WatchedDrift(version -> newest.apply(versions.model() + ":" + version), judging);
    this.clock = clock;
    this.rounds = new Rounds("measure-" + versions.model(), this::round, new CoreShare());
  }

  /** Returns whether drift reports say something about a subject. */
  public static boolean isOfReports(Subject subject) {
    return ReportFacts.know(subject);
  }

  /** Returns what a drift report says about a subject; empty if it says nothing. */
  public static OptionalDouble ofReport(DriftReport report, Subject subject) {
    return new ReportFacts(report).number(subject);
  }

  @Override
  public OptionalDouble number(int version, Instant since, Subject subject) {
    if (subject instanceof MetricBound bound) {
      return measured(version, since, bound.of()).stream()
          .flatMap(metric -> metric.interval().stream())
          .mapToDouble(
              interval ->
                  bound.side() == MetricBound.Side.LOWER ? interval.lower() : interval.upper())
          .findFirst();
    }
    if (subject instanceof MetricSubject metric) {
      return measured(version, since, metric).stream()
          .mapToDouble(QualityMetric::value)
          .findFirst();
    }
    return drifted(version, subject);
  }

  @Override
  public Optional<Certain> certain(int version, Instant since, MetricSubject metric) {
    Instant at = known.getOrDefault(new Asked(version, since, metric), Known.NONE).at();
    return measured(version, since, metric)
        .flatMap(
            measured ->
                RepeatedLooks.of(since, at)
                    .interval(measured)
                    .map(
                        interval ->
                            new Certain(interval.lower(), interval.upper(), measured.rows())));
  }

  private OptionalDouble drifted(int version, Subject subject) {
    OptionalDouble figure = drift.number(version, subject);
    if (drift.isStale()) {
      rounds.wake();
    }
    return figure;
  }

  /** Two versions are compared with each other; what was asked of others is measured no more. */
  private void forget(Asked asked) {
    if (asked.version() != newest && asked.version() != before) {
      before = newest;
      newest = asked.version();
      known.keySet().removeIf(other -> other.version() != newest && other.version() != before);
    }
  }

  private Optional<QualityMetric> measured(int version, Instant since, MetricSubject metric) {
    Asked asked = new Asked(version, since, metric);
    forget(asked);
    Known last = known.computeIfAbsent(asked, any -> Known.NONE);
    if (isStale(last)) {
      rounds.wake();
    }
    return Optional.ofNullable(last.metric());
  }

  @Override
  public boolean isMeasured(int version, Instant since, Subject subject) {
    if (subject instanceof MetricBound bound) {
      return isMeasured(version, since, bound.of());
    }
    return subject instanceof MetricSubject metric
        ? !known.getOrDefault(new Asked(version, since, metric), Known.NONE).isNone()
        : drift.isRead(version);
  }

  /** Labels came in this process: a metric that had too few is measured again when it is asked. */
  public void labelled() {
    labels.incrementAndGet();
  }

  /** A metric that is not known has spent no look, so that it may be measured again at once. */
  private boolean isStale(Known last) {
    Instant now = clock.instant();
    return last.isNone()
        || (last.metric() == null && last.labels() != labels.get())
        || now.isBefore(last.at())
        || !now.isBefore(last.at().plus(AGAIN));
  }

  private @Nullable Duration round() {
    drift.read();
    measure();
    return null;
  }

  @Override
  public void refresh() {
    drift.refresh();
    measure();
  }

  private void measure() {
    for (Map.Entry<Asked, Known> each : known.entrySet()) {
      Asked asked = each.getKey();
      if (isStale(each.getValue())) {
        Known now = measure(asked, clock.instant());
        known.computeIfPresent(asked, (key, before) -> now);
      }
    }
  }

  private Known measure(Asked asked, Instant now) {
    long before = labels.get();
    try {
      return new Known(now, before, find(asked, now));
    } catch (ClosedException e) {
      LOG.debug("{} was closed while a metric was measured", versions.model(), e);
      return new Known(now, before, null);
    } catch (LifecycleException e) {
      LOG.warn("Cannot measure {} of {}", asked.metric().words(), versions.model(), e);
      return new Known(now, before, null);
    }
  }

  private @Nullable QualityMetric find(Asked asked, Instant now) {
    LiveQuality query = query(asked);
    Instant end = now.plusMillis(1); // what was predicted in this millisecond
    for (Duration back = FIRST; ; back = back.multipliedBy(4)) {
      boolean isLast = back.compareTo(LONGEST) >= 0 || now.minus(back).isBefore(asked.since());
      Instant from = now.minus(isLast ? LONGEST : back);
      Instant begin = from.isBefore(asked.since()) ? asked.since() : from;
      Optional<QualityWindow> window =
          query.between(begin, end).measure().windows().stream().findFirst();
      Optional<QualityMetric> found = window.map(it -> metric(it, asked));
      if (isLast || window.filter(WatchedFacts::isMuch).isPresent() || isEnough(found)) {
        return found
            .filter(metric -> metric.rows() >= LEAST && !Double.isNaN(metric.value()))
            .orElse(null);
      }
    }
  }

  private LiveQuality query(Asked asked) {
    LiveQuality query =
        quality
            .get()
            .version(versions.version(asked.version()))
            .metrics(asked.metric().key())
            .withoutEstimates();
    if (asked.metric() instanceof Subject.Slice slice) {
      for (Map.Entry<String, String> cell : slice.columns().entrySet()) {
        query =
            query.where(
                Conditions.prediction(PredictionColumn.INPUTS + cell.getKey()).is(cell.getValue()));
      }
    }
    return query;
  }

  private static boolean isMuch(QualityWindow window) {
    return window.coverage().predictions() >= MOST_PREDICTIONS;
  }

  private static boolean isEnough(Optional<QualityMetric> found) {
    return found.filter(metric -> metric.rows() >= ENOUGH).isPresent();
  }

  private static @Nullable QualityMetric metric(QualityWindow window, Asked asked) {
    return window.metrics().get(asked.metric().key());
  }

  /** Measures nothing more. */
  @Override
  public void close() {
    rounds.end(END);
  }
}
