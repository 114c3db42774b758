package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.ThresholdAlarm;
import io.lifecycle4j.monitoring.ThresholdAlarm.Rate;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.monitoring.spi.SeasonWindow;
import io.lifecycle4j.profile.Profile;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which thresholds of a monitor a window exceeds, and how often windows without drift would.
 * Used by one thread at a time.
 */
final class DriftThresholds {
  private static final Logger LOG = LoggerFactory.getLogger(DriftThresholds.class);

  /** The rates of so many windows are kept. */
  private static final int KEPT = 16;

  private final DriftMonitor plan;
  private final Set<String> announced = new HashSet<>();
  private final Map<Size, Map<Condition, Rate>> rates =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Size, Map<Condition, Rate>> eldest) {
          return size() > KEPT;
        }
      };

  /** On what rates depend: the version, and the rows of the window in each season. */
  private record Size(String label, List<Long> before, List<Long> rows) {
    static Size of(String label, List<SeasonWindow> seasons) {
      return new Size(
          label,
          seasons.stream().map(season -> season.reference().rows()).toList(),
          seasons.stream().map(season -> season.window().rows()).toList());
    }
  }

  DriftThresholds(DriftMonitor plan) {
    this.plan = plan;
  }

  /** The traffic of a window, as {@link io.lifecycle4j.monitoring.WindowTraffic} shows it. */
  private record Traffic(TrafficCounts counts) implements Facts {
    @Override
    public OptionalDouble number(Subject subject) {
      if (counts.requests() == 0) {
        return OptionalDouble.empty();
      }
      if (subject instanceof WatchSubject.Latency latency) {
        return OptionalDouble.of(
            WatchSubject.Timed.millis(counts.latency(latency.percentile() / 100.0)));
      }
      return subject instanceof WatchSubject.Rate rate
          ? OptionalDouble.of((double) count(rate.share()) / counts.requests())
          : OptionalDouble.empty();
    }

    private long count(WatchSubject.Share share) {
      return share == WatchSubject.Share.ERROR_RATE ? counts.errors() : counts.refusals();
    }

    @Override
    public List<String> texts(Subject subject) {
      return List.of();
    }
  }

  /** The measures of the columns of a report. */
  record Measures(List<ColumnDrift> columns) implements Facts {
    @Override
    public OptionalDouble number(Subject subject) {
      return subject instanceof WatchSubject.Drift asked
          ? columns.stream()
              .filter(column -> column.segment().isEmpty())
              .map(ColumnDrift::divergence)
              .filter(found -> found.column().equals(asked.key()))
              .filter(found -> found.measures().containsKey(asked.measure()))
              .mapToDouble(found -> found.measures().get(asked.measure()))
              .findFirst()
          : OptionalDouble.empty();
    }

    @Override
    public List<String> texts(Subject subject) {
      return List.of();
    }
  }

  /** Logs once for each version how often windows without drift exceed the thresholds. */
  void announce(String label, WatchedReference watched) {
    if (ofDrift().isEmpty() || !announced.add(label)) {
      return;
    }
    Profile reference = watched.profile();
    for (Condition condition : ofDrift()) {
      List<String> unknown =
          condition.subjects().stream()
              .map(subject -> ((WatchSubject.Drift) subject).key())
              .filter(column -> reference.find(column).isEmpty())
              .toList();
      if (!unknown.isEmpty()) {
        LOG.warn("{}: the alarm {} compares {}, which are not watched", label, condition, unknown);
      }
    }
    if (plan.window() == Integer.MAX_VALUE || watched.strata() != null) {
      return; // each report says it for its own rows
    }
    SeasonWindow window = new SeasonWindow(reference, DriftSummary.of(plan.window(), new byte[0]));
    rates(label, List.of(window))
        .forEach(
            (condition, rate) ->
                LOG.info(
                    "{}: without drift, the alarm {} false alarms: {}", label, condition, rate));
  }

  /**
   * Returns what a window says about each threshold, in their order.
   *
   * @param seasons the rows of the window and of the reference
   * @param columns what its measures are
   */
  List<ThresholdAlarm> of(
      String label, List<SeasonWindow> seasons, List<ColumnDrift> columns, TrafficCounts traffic) {
    Map<Condition, Rate> known = rates(label, seasons);
    Facts measures = new Measures(columns);
    Facts figures = new Traffic(traffic);
    return plan.alarms().stream()
        .map(
            condition ->
                alarm(
                    condition,
                    isOfDrift(condition) ? measures : figures,
                    Optional.ofNullable(known.get(condition))))
        .toList();
  }

  /** Returns how often each threshold on drift holds without drift. */
  private Map<Condition, Rate> rates(String label, List<SeasonWindow> seasons) {
    List<Condition> conditions = ofDrift();
    return conditions.isEmpty()
        ? Map.of()
        : rates.computeIfAbsent(Size.of(label, seasons), any -> QuietRates.of(conditions, seasons));
  }

  private List<Condition> ofDrift() {
    return plan.alarms().stream().filter(DriftThresholds::isOfDrift).toList();
  }

  private static boolean isOfDrift(Condition condition) {
    return condition.subjects().stream().allMatch(WatchSubject.Drift.class::isInstance);
  }

  private static ThresholdAlarm alarm(Condition condition, Facts facts, Optional<Rate> rate) {
    Map<String, Double> values = new TreeMap<>();
    for (Subject subject : condition.subjects()) {
      facts.number(subject).ifPresent(value -> values.put(subject.toString(), value));
    }
    return new ThresholdAlarm(condition, condition.holds(facts), values, rate);
  }
}
