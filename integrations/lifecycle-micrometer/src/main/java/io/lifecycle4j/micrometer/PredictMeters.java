package io.lifecycle4j.micrometer;

import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.ObservedSubject;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Measures the calls of {@code predict} on one model, by version. Thread-safe. */
final class PredictMeters {
  /** How many versions have meters: one that did not answer for long has none any more. */
  static final int MOST_VERSIONS = 16;

  /**
   * The stages of a call are timed if this time has passed since those of another one were, in
   * nanoseconds. To time and count them takes as long as all else that is measured of a call.
   */
  static final long PAUSE = 1_000_000;

  private final MeterRegistry registry;
  private final Clock clock;
  private final Tags tags;

  /** Guarded by itself. */
  private final Map<Integer, VersionMeters> versions = new LinkedHashMap<>();

  /** Those of the version that answered last, since it hardly ever changes. */
  private volatile @Nullable VersionMeters last;

  /** When a call began whose stages were timed. */
  private volatile long timed;

  PredictMeters(MeterRegistry registry, Tags tags, String model) {
    this.registry = registry;
    this.clock = registry.config().clock();
    this.tags = tags.and("model", model);
    this.timed = clock.monotonicTime() - PAUSE;
  }

  Observation begin() {
    long now = clock.monotonicTime();
    boolean isTimed = now - timed >= PAUSE;
    if (isTimed) { // several threads may come here at once, which does no harm
      timed = now;
    }
    return new Call(this, now, isTimed);
  }

  private VersionMeters of(ObservedSubject subject) {
    int version = subject.version().orElse(VersionMeters.NONE);
    VersionMeters known = last;
    if (known == null || known.version() != version) {
      known = find(version);
      last = known;
    }
    return known;
  }

  private VersionMeters find(int version) {
    synchronized (versions) {
      VersionMeters found = versions.remove(version); // the last one is the newest
      VersionMeters kept = found == null ? new VersionMeters(registry, tags, version) : found;
      versions.put(version, kept);
      if (versions.size() > MOST_VERSIONS) {
        VersionMeters oldest = versions.values().iterator().next();
        versions.remove(oldest.version());
        oldest.remove();
      }
      return kept;
    }
  }

  /** One call. Used by one thread. */
  private static final class Call implements Observation {
    private final PredictMeters meters;
    private final long begun;
    private final boolean isTimed;
    private int rows;
    private long prepare;
    private long run;
    private long decode;

    Call(PredictMeters meters, long begun, boolean isTimed) {
      this.meters = meters;
      this.begun = begun;
      this.isTimed = isTimed;
    }

    @Override
    public boolean timesStages() {
      return isTimed;
    }

    @Override
    public void ran(int inputs, long prepareNanos, long runNanos, long decodeNanos) {
      rows = inputs;
      prepare = prepareNanos;
      run = runNanos;
      decode = decodeNanos;
    }

    @Override
    public void stop(ObservedSubject subject) {
      end(subject, OperationMeters.NO_ERROR);
    }

    @Override
    public void error(ObservedSubject subject, Throwable failure) {
      end(subject, LifecycleMeters.error(failure));
    }

    private void end(ObservedSubject subject, String error) {
      VersionMeters version = meters.of(subject);
      version.call(error).record(meters.clock.monotonicTime() - begun, TimeUnit.NANOSECONDS);
      if (rows > 0) {
        version.ran(rows);
        if (isTimed) {
          version.took(prepare, run, decode);
        }
      }
    }
  }
}
