package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.core.monitoring.calibration.RedrawnColumn;
import io.lifecycle4j.monitoring.ThresholdAlarm.Rate;
import io.lifecycle4j.monitoring.spi.SeasonWindow;
import io.lifecycle4j.profile.ColumnProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * How often conditions on measures of drift hold for windows without drift: both samples are drawn
 * from the cells of the reference, {@value #DRAWS} times, in their sizes ({@value #SEASONAL_DRAWS}
 * times if each season is drawn by itself).
 *
 * <p>Columns are drawn independently of each other. How they depend on each other is not known, so
 * the interval of a condition on several columns covers whatever it is (Fréchet's bounds).
 */
final class QuietRates {
  static final int DRAWS = 2_000;

  /** Each draws many samples. */
  static final int SEASONAL_DRAWS = 500;

  private static final long SEED = 20_260_102;

  /** Of the 5 % that the interval leaves out. */
  private static final double HALF = 0.025;

  private final Map<String, List<Map<DriftMeasure, Double>>> drawn = new HashMap<>();
  private final int draws;

  /** What is measured in one draw. */
  private static final class Draw implements Facts {
    private final Map<String, Map<DriftMeasure, Double>> columns = new HashMap<>();

    @Override
    public OptionalDouble number(Subject subject) {
      WatchSubject.Drift asked = (WatchSubject.Drift) subject;
      Double value = columns.getOrDefault(asked.key(), Map.of()).get(asked.measure());
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    @Override
    public List<String> texts(Subject subject) {
      return List.of();
    }
  }

  /**
   * Returns how often each condition holds.
   *
   * @param seasons the rows of the reference, and how many the window has, in each season
   */
  static Map<Condition, Rate> of(List<Condition> conditions, List<SeasonWindow> seasons) {
    QuietRates drawn = new QuietRates(conditions, seasons);
    Map<Condition, Rate> rates = new LinkedHashMap<>();
    conditions.forEach(condition -> rates.put(condition, drawn.of(condition)));
    return rates;
  }

  /** Draws the columns that conditions compare. */
  private QuietRates(List<Condition> conditions, List<SeasonWindow> seasons) {
    draws = seasons.size() > 1 ? SEASONAL_DRAWS : DRAWS;
    for (String name : columns(conditions)) {
      SplittableRandom random = new SplittableRandom(SEED + name.hashCode());
      List<RedrawnColumn> columns = new ArrayList<>();
      List<Long> rows = new ArrayList<>();
      for (SeasonWindow season : seasons) {
        season
            .reference()
            .find(name)
            .flatMap(RedrawnColumn::of)
            .ifPresent(
                column -> {
                  columns.add(column);
                  rows.add(season.window().rows());
                });
      }
      List<Map<DriftMeasure, Double>> measures = new ArrayList<>();
      for (int draw = 0; draw < draws && !columns.isEmpty(); draw++) {
        measures.add(HistogramDriftDetector.measures(draw(columns, rows, random)));
      }
      drawn.put(name, measures);
    }
  }

  private static ComparedSeasons draw(
      List<RedrawnColumn> columns, List<Long> rows, SplittableRandom random) {
    List<ColumnProfile> references = new ArrayList<>();
    List<ColumnProfile> windows = new ArrayList<>();
    for (int season = 0; season < columns.size(); season++) {
      RedrawnColumn.Pair pair = columns.get(season).draw(rows.get(season), random);
      references.add(pair.reference());
      windows.add(pair.window());
    }
    return new ComparedSeasons(references, windows);
  }

  private static Set<String> columns(List<Condition> conditions) {
    return conditions.stream()
        .flatMap(condition -> condition.subjects().stream())
        .map(subject -> ((WatchSubject.Drift) subject).key())
        .collect(Collectors.toSet());
  }

  private Rate of(Condition condition) {
    double held = held(condition);
    Rate bounds = bounds(condition);
    double value = held / draws;
    return new Rate(value, Math.min(value, bounds.low()), Math.max(value, bounds.high()));
  }

  private int held(Condition condition) {
    int held = 0;
    Set<String> columns = columns(List.of(condition));
    Draw facts = new Draw();
    for (int draw = 0; draw < draws; draw++) {
      for (String column : columns) {
        List<Map<DriftMeasure, Double>> measures = drawn.getOrDefault(column, List.of());
        facts.columns.put(column, draw < measures.size() ? measures.get(draw) : Map.of());
      }
      held += condition.holds(facts) ? 1 : 0;
    }
    return held;
  }

  private Rate bounds(Condition condition) {
    if (columns(List.of(condition)).size() > 1) {
      if (condition instanceof Condition.Not not) {
        return negated(bounds(not.condition()));
      }
      if (condition instanceof Condition.And all) {
        return negated(any(all.parts().stream().map(part -> negated(bounds(part))).toList()));
      }
      if (condition instanceof Condition.Or one) {
        return any(one.parts().stream().map(this::bounds).toList());
      }
    }
    int held = held(condition);
    return new Rate((double) held / draws, lowest(held), 1 - lowest(draws - held));
  }

  /** The exact interval of Clopper and Pearson, Biometrika 26 (1934), 404-413. */
  private double lowest(int held) {
    return held == 0
        ? 0
        : new BetaDistribution(held, draws - held + 1.0).inverseCumulativeProbability(HALF);
  }

  private static Rate negated(Rate rate) {
    return new Rate(1 - rate.value(), 1 - rate.high(), 1 - rate.low());
  }

  /** At least one of them holds as often as the most frequent, at most as often as all together. */
  private static Rate any(List<Rate> rates) {
    double low = rates.stream().mapToDouble(Rate::low).max().orElse(0);
    double high = Math.min(1, rates.stream().mapToDouble(Rate::high).sum());
    return new Rate(low, low, high);
  }
}
