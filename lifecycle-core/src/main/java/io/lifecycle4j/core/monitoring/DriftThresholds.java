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
import java.util.ArrayList;
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

  /** The traffic of a window, without which nothing is known. */
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
          ? share(rate.share())
          : OptionalDouble.empty();
    }

    /** Failures are a share of what the version ran for, as in rules. */
    private OptionalDouble share(WatchSubject.Share share) {
      boolean errors = share == WatchSubject.Share.ERROR_RATE;
      long all = errors ? counts.requests() - counts.refusals() : counts.requests();
      double bad = errors ? counts.errors() : counts.refusals();
      return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(bad / all);
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
    for (ThresholdAlarm alarm : ofDrift(label, List.of(window), List.of())) {
      LOG.info("{}: without drift, the alarm {} {}", label, alarm.condition(), alarm.rateText());
    }
  }

  /**
   * Compares a window with the thresholds.
   *
   * @param seasons the rows of the window and of the reference
   * @param columns what its measures are
   * @return those on drift, then those on traffic
   */
  List<ThresholdAlarm> of(
      String label, List<SeasonWindow> seasons, List<ColumnDrift> columns, TrafficCounts traffic) {
    List<ThresholdAlarm> all = new ArrayList<>(ofDrift(label, seasons, columns));
    plan.alarms().stream()
        .filter(condition -> !isOfDrift(condition))
        .forEach(condition -> all.add(alarm(condition, new Traffic(traffic), Optional.empty())));
    return all;
  }

  private List<ThresholdAlarm> ofDrift(
      String label, List<SeasonWindow> seasons, List<ColumnDrift> columns) {
    List<Condition> conditions = ofDrift();
    if (conditions.isEmpty()) {
      return List.of();
    }
    Map<Condition, Rate> quiet =
        rates.computeIfAbsent(Size.of(label, seasons), any -> QuietRates.of(conditions, seasons));
    Measures measures = new Measures(columns);
    return quiet.entrySet().stream()
        .map(rate -> alarm(rate.getKey(), measures, Optional.of(rate.getValue())))
        .toList();
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
