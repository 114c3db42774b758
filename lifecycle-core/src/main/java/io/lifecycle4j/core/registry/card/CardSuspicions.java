package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.core.registry.card.CardFacts.Measured;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.registry.Suspicion;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** What is suspicious of the metric by which versions are compared, as far as it is on record. */
final class CardSuspicions {
  /** Fewer do not show how much versions differ. */
  private static final int FEWEST_VERSIONS = 3;

  private static final int DEVIATIONS = 3;

  private final CardFacts facts;
  private final Measured newest;
  private final Metric metric;
  private final double value;

  private CardSuspicions(CardFacts facts, Measured newest, Metric metric) {
    this.facts = facts;
    this.newest = newest;
    this.metric = metric;
    this.value = of(newest.evaluation().metrics());
  }

  private double of(Map<String, Double> metrics) {
    return metrics.getOrDefault(metric.name(), Double.NaN);
  }

  static List<Suspicion> of(CardFacts facts) {
    Optional<Measured> newest = facts.newest();
    Optional<Metric> metric = facts.headline();
    if (newest.isEmpty() || metric.isEmpty()) {
      return List.of();
    }
    CardSuspicions search = new CardSuspicions(facts, newest.get(), metric.get());
    List<Suspicion> found = new ArrayList<>();
    if (Double.isFinite(search.value)) {
      search.jump().ifPresent(found::add);
      search.baseline().ifPresent(found::add);
    }
    return List.copyOf(found);
  }

  /** Returns how much better one value is than another; negative if it is worse. */
  private double gain(double one, double other) {
    return metric.better() == Better.HIGHER ? one - other : other - one;
  }

  /** The gain over the best version before is compared with how much those versions differ. */
  private Optional<Suspicion> jump() {
    double[] before =
        facts.others().values().stream()
            .mapToDouble(kept -> of(kept.change().metrics()))
            .filter(Double::isFinite)
            .toArray();
    if (before.length < FEWEST_VERSIONS) {
      return Optional.empty();
    }
    double best =
        DoubleStream.of(before)
            .boxed()
            .max(Comparator.comparingDouble(each -> gain(each, 0)))
            .orElseThrow();
    double mean = DoubleStream.of(before).average().orElseThrow();
    double squares = DoubleStream.of(before).map(each -> (each - mean) * (each - mean)).sum();
    double deviation = Math.sqrt(squares / (before.length - 1));
    if (gain(value, best) <= DEVIATIONS * deviation || !excludes(best)) {
      return Optional.empty();
    }
    return Optional.of(jump(best, deviation, before.length));
  }

  private Suspicion jump(double best, double deviation, int versions) {
    return new Suspicion(
        Suspicion.Kind.JUMP,
        String.format(
            Locale.ROOT,
            "%s is %.4f, and was at best %.4f in the %d versions before, whose deviation is %.4f"
                + " (%s)",
            metric.name(),
            value,
            best,
            versions,
            deviation,
            CardFacts.named(newest.kept())),
        "Compare the data and the steps with those of the version before, and look for a column"
            + " that is known only after the label",
        Map.of(
            metric.name(),
            value,
            "best_before",
            best,
            "deviation_before",
            deviation,
            "versions_before",
            (double) versions));
  }

  /** Without an interval, nothing is known about chance. */
  private boolean excludes(double other) {
    Interval interval = newest.evaluation().intervals().get(metric.name());
    if (interval == null || Double.isNaN(interval.lower()) || Double.isNaN(interval.upper())) {
      return true;
    }
    return gain(metric.better() == Better.HIGHER ? interval.lower() : interval.upper(), other) > 0;
  }

  private Optional<Suspicion> baseline() {
    return newest.evaluation().baselines().entrySet().stream()
        .map(each -> Map.entry(each.getKey(), of(each.getValue())))
        .filter(each -> Double.isFinite(each.getValue()))
        .max(Comparator.comparingDouble(each -> gain(each.getValue(), 0)))
        .filter(best -> gain(value, best.getValue()) <= 0)
        .map(best -> noBetter(best.getKey(), best.getValue()));
  }

  private Suspicion noBetter(String name, double baseline) {
    return new Suspicion(
        Suspicion.Kind.NO_BETTER_THAN_BASELINE,
        String.format(
            Locale.ROOT,
            "%s is %.4f, and %.4f of the baseline %s on the same rows (%s)",
            metric.name(),
            value,
            baseline,
            name,
            CardFacts.named(newest.kept())),
        facts.version().manifest().provenance() instanceof Provenance.External
            ? "Check that the classes are in the order of the outputs of the network, and that it"
                + " gets what it was trained on"
            : "Use the baseline, or find out what keeps the network from learning more",
        Map.of(metric.name(), value, "baseline", baseline));
  }
}
