package io.lifecycle4j.micrometer;

import static java.util.Map.entry;

import io.lifecycle4j.observation.Gauge;
import io.lifecycle4j.observation.Gauge.Measure;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The meters of the gauges of a home. */
final class HomeMeters {
  private static final Map<Measure, String> DESCRIPTIONS =
      Map.ofEntries(
          entry(Measure.CALLS_IN_PROGRESS, "Calls of predict in progress"),
          entry(Measure.CALLS_WAITING, "Calls that wait for their turn"),
          entry(Measure.CALLS_REJECTED, "Calls that limits rejected or that nothing served"),
          entry(Measure.PREDICTIONS_PENDING, "Predictions that wait to be written to the log"),
          entry(Measure.PREDICTIONS_LOST, "Predictions that will not be in the log"),
          entry(Measure.PREDICTIONS_MISSED, "Predictions that listeners missed"),
          entry(Measure.ANSWERS_INVALID, "Inputs whose answer was rejected"),
          entry(
              Measure.VERSION_SERVING,
              "The number of the version that serves, 0 for a function or none"),
          entry(Measure.VERSIONS_LOADED, "Versions and functions that are loaded to answer"),
          entry(Measure.HOME_BYTES, "Bytes of all blobs of the home"),
          entry(Measure.JOURNAL_BYTES, "Bytes of all journals of the home"),
          entry(Measure.DISK_FREE, "Bytes that can still be written where the home is"));

  /** Measures in bytes, with their names: the unit is appended. The names of others say it. */
  private static final Map<Measure, String> BYTES =
      Map.of(
          Measure.HOME_BYTES, "home.size",
          Measure.JOURNAL_BYTES, "journal.size",
          Measure.DISK_FREE, "disk.free");

  private HomeMeters() {}

  static void register(MeterRegistry registry, Tags tags, Gauge gauge) {
    Tags all = tags;
    for (var each : gauge.subject().attributes().entrySet()) {
      all = all.and(each.getKey(), each.getValue());
    }
    String name = name(gauge.measure());
    if (gauge.measure().isCumulative()) {
      // a counter holds what it reads by a weak reference, and the registry is there as long
      FunctionCounter.builder(name, registry, any -> gauge.value().getAsDouble())
          .description(DESCRIPTIONS.getOrDefault(gauge.measure(), gauge.measure().id()))
          .baseUnit(unit(gauge.measure()))
          .tags(all)
          .register(registry);
    } else {
      io.micrometer.core.instrument.Gauge.builder(name, () -> gauge.value().getAsDouble())
          .description(DESCRIPTIONS.getOrDefault(gauge.measure(), gauge.measure().id()))
          .baseUnit(unit(gauge.measure()))
          .tags(all)
          .register(registry);
    }
  }

  static String name(Measure measure) {
    return LifecycleMeters.PREFIX + BYTES.getOrDefault(measure, measure.id());
  }

  private static @Nullable String unit(Measure measure) {
    return BYTES.containsKey(measure) ? "bytes" : null;
  }
}
