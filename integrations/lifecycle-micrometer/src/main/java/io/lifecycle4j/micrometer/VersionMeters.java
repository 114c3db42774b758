package io.lifecycle4j.micrometer;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * The meters of the calls that one version of a model answered. Buckets are fixed and few, so that
 * those of several processes can be added and a version costs some 60 time series. Thread-safe.
 */
final class VersionMeters {
  /** The version of a function, and of a call that none answered. */
  static final int NONE = 0;

  private static final Duration[] BUCKETS =
      LongStream.of(
              50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000)
          .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
          .toArray(Duration[]::new);

  private static final double[] ROWS = {1, 4, 16, 64, 256, 1_024};

  private final MeterRegistry registry;
  private final Tags tags;
  private final int version;

  /** By the code of the error. */
  private final Map<String, Timer> calls = new ConcurrentHashMap<>();

  private final Timer answered;
  private final Timer prepare;
  private final Timer run;
  private final Timer decode;
  private final DistributionSummary rows;

  VersionMeters(MeterRegistry registry, Tags model, int version) {
    this.registry = registry;
    this.version = version;
    this.tags = model.and("version", version == NONE ? "none" : String.valueOf(version));
    answered = timer(OperationMeters.NO_ERROR);
    prepare = stage("prepare");
    run = stage("run");
    decode = stage("decode");
    rows =
        DistributionSummary.builder(LifecycleMeters.PREFIX + "predict.rows")
            .description("Inputs of a call of predict that ran")
            .baseUnit("rows")
            .serviceLevelObjectives(ROWS)
            .tags(tags)
            .register(registry);
  }

  int version() {
    return version;
  }

  /** Returns the timer of calls that end so. */
  Timer call(String error) {
    return error.equals(OperationMeters.NO_ERROR) ? answered : timer(error);
  }

  private Timer timer(String error) {
    return calls.computeIfAbsent(
        error,
        code ->
            Timer.builder(LifecycleMeters.PREFIX + "predict")
                .description("Duration of a call of predict, as its caller sees it")
                .serviceLevelObjectives(BUCKETS)
                .tags(tags.and("error", code))
                .register(registry));
  }

  private Timer stage(String name) {
    return Timer.builder(LifecycleMeters.PREFIX + "predict.stage")
        .description("Duration of a stage of a call of predict")
        .serviceLevelObjectives(BUCKETS)
        .tags(tags.and("stage", name))
        .register(registry);
  }

  void ran(int inputs) {
    rows.record(inputs);
  }

  void took(long prepareNanos, long runNanos, long decodeNanos) {
    prepare.record(prepareNanos, TimeUnit.NANOSECONDS);
    run.record(runNanos, TimeUnit.NANOSECONDS);
    decode.record(decodeNanos, TimeUnit.NANOSECONDS);
  }

  /** Removes the meters from the registry. */
  void remove() {
    calls.values().forEach(registry::remove);
    registry.remove(prepare);
    registry.remove(run);
    registry.remove(decode);
    registry.remove(rows);
  }
}
