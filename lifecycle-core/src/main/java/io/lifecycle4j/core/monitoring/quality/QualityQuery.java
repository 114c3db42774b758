package io.lifecycle4j.core.monitoring.quality;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.monitoring.quality.WindowRows.Settled;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.LiveQuality;
import io.lifecycle4j.monitoring.QualityMetric.Basis;
import io.lifecycle4j.monitoring.QualityReport;
import io.lifecycle4j.serving.Predictions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A query of the quality of logged predictions.
 *
 * @param selected the selected predictions, of all versions
 * @param slice the conditions in words; empty if there are none
 * @param version {@link LiveSource#FUNCTION} is not selected alone: null for all
 * @param period null for all times
 * @param every null for one window
 * @param metrics none for those that the task lists
 * @param bases whether to measure and to estimate
 */
public record QualityQuery(
    LiveSource source,
    Predictions selected,
    String slice,
    @Nullable Integer version,
    @Nullable Period period,
    @Nullable Duration every,
    Set<String> metrics,
    Set<Basis> bases,
    Settled settled)
    implements LiveQuality {
  private static final Settled DEFAULT = new Settled(0.95, Duration.ofDays(30));

  /** A time that is selected. */
  record Period(Instant from, Instant to) {}

  /** Selects all predictions of a model. */
  public static LiveQuality of(LiveSource source) {
    return new QualityQuery(
        source,
        source.predictions(),
        "",
        null,
        null,
        null,
        Set.of(),
        Set.of(Basis.values()),
        DEFAULT);
  }

  @Override
  public LiveQuality version(ModelVersion one) {
    int number = source.versions().registered(one).number();
    return new QualityQuery(
        source, selected, slice, number, period, every, metrics, bases, settled);
  }

  @Override
  public LiveQuality between(Instant from, Instant to) {
    Predictions some = selected.between(from, to);
    Period time = new Period(from, to);
    return new QualityQuery(source, some, slice, version, time, every, metrics, bases, settled);
  }

  @Override
  public LiveQuality where(Condition condition) {
    return where(selected.where(condition), condition.toString());
  }

  @Override
  public LiveQuality where(String condition) {
    return where(selected.where(condition), condition);
  }

  private LiveQuality where(Predictions some, String words) {
    String all = slice.isEmpty() ? words : slice + " AND " + words;
    return new QualityQuery(source, some, all, version, period, every, metrics, bases, settled);
  }

  @Override
  public LiveQuality every(Duration length) {
    check(
        required(length, "length of a window").compareTo(Duration.ofSeconds(1)) >= 0,
        "Invalid length of a window: %s (must be at least one second)",
        length);
    return new QualityQuery(
        source, selected, slice, version, period, length, metrics, bases, settled);
  }

  @Override
  public LiveQuality metrics(String... names) {
    check(required(names, "metrics").length > 0, "Missing metrics: none (needs at least 1)");
    Set<String> some = new TreeSet<>();
    for (String name : names) {
      if (source.task().findMetric(required(name, "metric")).isEmpty()) {
        throw new NotFoundException("Metric does not exist: " + name);
      }
      some.add(name);
    }
    return new QualityQuery(source, selected, slice, version, period, every, some, bases, settled);
  }

  @Override
  public LiveQuality withoutEstimates() {
    Set<Basis> labels = Set.of(Basis.LABELS);
    return new QualityQuery(
        source, selected, slice, version, period, every, metrics, labels, settled);
  }

  @Override
  public LiveQuality settledAt(double labelled, Duration age) {
    check(
        labelled > 0 && labelled <= 1,
        "Invalid share of labels: %s (must be above 0, at most 1)",
        labelled);
    check(!required(age, "age").isNegative(), "Invalid age: %s (must not be negative)", age);
    Settled when = new Settled(labelled, age);
    return new QualityQuery(source, selected, slice, version, period, every, metrics, bases, when);
  }

  @Override
  public QualityReport measure() {
    return new QualityReading(this).report();
  }
}
