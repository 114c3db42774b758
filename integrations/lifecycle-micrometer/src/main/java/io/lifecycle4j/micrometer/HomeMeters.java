package io.lifecycle4j.micrometer;

import io.lifecycle4j.observation.Gauge;
import io.lifecycle4j.observation.Measure;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** The meters of the gauges of a home. */
final class HomeMeters {
  private HomeMeters() {}

  /** Registers a gauge, instead of one that a home of before left in the registry. */
  static void register(MeterRegistry registry, Tags tags, Gauge gauge) {
    Measure measure = gauge.measure();
    Tags all = tags;
    for (var each : gauge.subject().attributes().entrySet()) {
      all = all.and(each.getKey(), each.getValue());
    }
    if (gauge.part().isPresent()) {
      all = all.and(measure.part().orElseThrow(), gauge.part().get());
    }
    String name = LifecycleMeters.PREFIX + measure.id();
    removeEarlier(registry, name, all);
    if (measure.isCumulative()) {
      // a counter holds what it reads by a weak reference, and the registry is there as long
      FunctionCounter.builder(name, registry, any -> gauge.value().getAsDouble())
          .description(measure.description())
          .baseUnit(measure.unit().orElse(null))
          .tags(all)
          .register(registry);
    } else {
      io.micrometer.core.instrument.Gauge.builder(name, () -> gauge.value().getAsDouble())
          .description(measure.description())
          .baseUnit(measure.unit().orElse(null))
          .tags(all)
          .register(registry);
    }
  }

  /** A registry would return the meter that it has, which reads a closed home. */
  private static void removeEarlier(MeterRegistry registry, String name, Tags tags) {
    long count = tags.stream().count();
    for (Meter meter : registry.find(name).tags(tags).meters()) {
      if (meter.getId().getTags().size() == count) {
        registry.remove(meter);
      }
    }
  }
}
