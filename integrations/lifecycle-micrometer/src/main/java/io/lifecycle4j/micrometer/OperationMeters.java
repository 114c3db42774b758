package io.lifecycle4j.micrometer;

import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.TreeMap;

/**
 * The timers of one operation on one model or dataset. The version is no tag: what is timed is too
 * rare to compare versions by it, and each version would leave a time series. Thread-safe.
 */
final class OperationMeters {
  static final String NO_ERROR = "none";

  private final MeterRegistry registry;
  private final String name;
  private final Tags tags;

  OperationMeters(MeterRegistry registry, Tags tags, Operation operation, ObservedSubject subject) {
    this.registry = registry;
    this.name = LifecycleMeters.PREFIX + operation.id();
    TreeMap<String, String> about = new TreeMap<>(subject.attributes());
    about.remove("version");
    Tags all = tags;
    for (var each : about.entrySet()) {
      all = all.and(each.getKey(), each.getValue());
    }
    this.tags = all;
  }

  Observation begin() {
    Timer.Sample sample = Timer.start(registry);
    return new Observation() {
      @Override
      public void stop(ObservedSubject end) {
        sample.stop(timer(NO_ERROR));
      }

      @Override
      public void error(ObservedSubject end, Throwable failure) {
        sample.stop(timer(LifecycleMeters.error(failure)));
      }
    };
  }

  private Timer timer(String error) {
    return Timer.builder(name)
        .description("Duration of the operation")
        .tags(tags.and("error", error))
        .register(registry);
  }
}
