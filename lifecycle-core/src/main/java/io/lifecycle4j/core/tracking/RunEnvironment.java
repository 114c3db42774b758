package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.tracking.environment.CaptureSettings;
import io.lifecycle4j.core.tracking.environment.EnvironmentCapture;
import io.lifecycle4j.core.tracking.environment.EnvironmentStore;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the environment of one run: what is known at its start, the hashes once computed, and the
 * complete capsule at its end if it differs.
 *
 * <p>A failure is logged as a warning and never fails the run. Thread-safe.
 */
final class RunEnvironment {
  private static final Logger LOG = LoggerFactory.getLogger(RunEnvironment.class);
  private static final String NOT_RECORDED = "The environment of run {} is not recorded";

  private final RunBuffer buffer;
  private final EnvironmentStore store;
  private final @Nullable EnvironmentCapture capture;
  private @Nullable BlobId recorded;
  private boolean ending;

  private RunEnvironment(
      RunBuffer buffer, EnvironmentStore store, @Nullable EnvironmentCapture capture) {
    this.buffer = buffer;
    this.store = store;
    this.capture = capture;
  }

  /** Begins to capture, unless {@code settings} returns null, and records what is known. */
  @SuppressWarnings("checkstyle:IllegalCatch") // a reduced runtime image may lack a module
  static RunEnvironment begin(
      RunBuffer buffer, EnvironmentStore store, Supplier<@Nullable CaptureSettings> settings) {
    @Nullable EnvironmentCapture capture = null;
    try {
      @Nullable CaptureSettings told = settings.get();
      capture = told == null ? null : EnvironmentCapture.of(told);
    } catch (RuntimeException | Error e) {
      LOG.warn(NOT_RECORDED, buffer.id(), e);
    }
    RunEnvironment environment = new RunEnvironment(buffer, store, capture);
    if (capture != null) {
      environment.start(capture);
    }
    return environment;
  }

  /** The first run of a process does not wait: reading all facts takes a tenth of a second. */
  private void start(EnvironmentCapture started) {
    if (started.isReady()) {
      recordStart(started);
    } else { // starting a thread may fail
      guarded(() -> started.inBackground(() -> recordStart(started)));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // record logs its own failures
  private void recordStart(EnvironmentCapture started) {
    record(started::started, false);
    guarded(
        () -> {
          if (!started.isSettled()) { // in case the run crashes before its end
            started.background().thenAccept(capsule -> record(() -> capsule, false));
          }
        });
  }

  /** Adds a seed, which is recorded with the end. */
  void seed(String name, long seed) {
    if (capture != null) {
      capture.seed(name, seed);
    }
  }

  /** Records the environment, for whose missing parts it waits no longer than {@code patience}. */
  void end(Duration patience) {
    if (capture != null) {
      record(() -> capture.settled(patience), true);
    }
  }

  private void record(Supplier<EnvironmentCapsule> source, boolean last) {
    guarded(
        () -> {
          EnvironmentCapsule capsule = source.get(); // waits, so not under the lock
          synchronized (this) {
            if (last || !ending) {
              ending = last;
              record(capsule);
            }
          }
        });
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // a reduced runtime image may lack a module
  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      if (buffer.isGoing()) { // otherwise the run ended in the meantime
        LOG.warn(NOT_RECORDED, buffer.id(), e);
      }
    }
  }

  private void record(EnvironmentCapsule capsule) {
    BlobId id = store.put(capsule);
    if (id.equals(recorded)) {
      return;
    }
    try {
      buffer.recordNow(RunBatch.builder().environment(id).build());
    } catch (NotFoundException e) { // unreferenced until now, and garbage-collected
      id = store.putAgain(capsule);
      buffer.recordNow(RunBatch.builder().environment(id).build());
    }
    recorded = id;
  }
}
