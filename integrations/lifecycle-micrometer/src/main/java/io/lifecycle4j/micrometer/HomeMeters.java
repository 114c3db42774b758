package io.lifecycle4j.micrometer;

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
      Map.of(
          Measure.CALLS_IN_PROGRESS, "Calls of predict in progress",
          Measure.CALLS_WAITING, "Calls that wait for their turn",
          Measure.CALLS_REJECTED, "Calls that limits rejected or that nothing served",
          Measure.PREDICTIONS_PENDING, "Predictions that wait to be written to the log",
          Measure.PREDICTIONS_LOST, "Predictions that will not be in the log",
          Measure.PREDICTIONS_MISSED, "Predictions that listeners missed",
          Measure.ANSWERS_INVALID, "Inputs whose answer was rejected",
          Measure.VERSION_SERVING,
              "The number of the version that serves, 0 for a function or none",
          Measure.VERSIONS_LOADED, "Versions and functions that are loaded to answer",
          Measure.HOME_BYTES, "Bytes of all blobs of the home");

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
    return LifecycleMeters.PREFIX
        + (measure == Measure.HOME_BYTES ? "home.size" : measure.id()); // the unit is appended
  }

  private static @Nullable String unit(Measure measure) {
    return measure == Measure.HOME_BYTES ? "bytes" : null; // names have what else is counted
  }
}
