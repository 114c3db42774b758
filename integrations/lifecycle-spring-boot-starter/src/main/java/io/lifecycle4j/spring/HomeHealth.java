package io.lifecycle4j.spring;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ReadOnlyException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The health of the home and its models: down only if the home cannot be written, as a model that
 * drifts serves, and so does an old one.
 *
 * <p>Whether the home can be written is tried at most every 30 seconds while it can. One request
 * tries it, others see what is known: a disk that hangs holds up one thread. Thread-safe.
 */
final class HomeHealth {
  /** How long a success is believed. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  /** How long a try may take. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Lifecycle lifecycle;
  private final ManagedModelFactory models;
  private final LongSupplier nanos;
  private final ReentrantLock trying = new ReentrantLock();
  private volatile Known known;

  /** When the try began that is in progress; null if none is. */
  private volatile @Nullable Long begun;

  /** Whether the home can be written. */
  private enum State {
    WRITABLE,
    READ_ONLY,
    FAILING
  }

  /**
   * What is known of the home.
   *
   * @param failure why it cannot be written; empty if it can or need not be
   * @param at when the try of which this is known began
   */
  private record Known(State state, String failure, long at) {
    Map<String, Object> shown() {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("state", state.name());
      if (!failure.isEmpty()) {
        shown.put("failure", failure);
      }
      return shown;
    }
  }

  /**
   * What health shows.
   *
   * @param isUp whether what the application writes reaches the home
   * @param details of the home and of each model
   */
  record Looked(boolean isUp, Map<String, Object> details) {}

  HomeHealth(Lifecycle lifecycle, ManagedModelFactory models, LongSupplier nanos) {
    this.lifecycle = lifecycle;
    this.models = models;
    this.nanos = nanos;
    this.known = new Known(State.WRITABLE, "", nanos.getAsLong() - PAUSE.toNanos());
  }

  Looked look() {
    Known home = home();
    boolean isUp = home.state != State.FAILING;
    Map<String, Object> shown = new LinkedHashMap<>();
    for (ManagedModel<?, ?> model : models.opened()) {
      isUp &= ModelSummaries.isWritten(model);
      shown.put(model.name(), ModelSummaries.health(model));
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("home", home.shown());
    details.put("models", shown);
    return new Looked(isUp, details);
  }

  private Known home() {
    long now = nanos.getAsLong();
    boolean isOld = known.state == State.FAILING || now - known.at >= PAUSE.toNanos();
    if (isOld && trying.tryLock()) {
      try {
        begun = now;
        known = tried(now);
      } finally {
        begun = null;
        trying.unlock();
      }
    }
    Long since = begun;
    return since != null && now - since > PATIENCE.toNanos()
        ? new Known(State.FAILING, "The storage does not answer", since)
        : known;
  }

  private Known tried(long now) {
    try {
      lifecycle.maintenance().checkWritable();
      return new Known(State.WRITABLE, "", now);
    } catch (ReadOnlyException e) {
      return new Known(State.READ_ONLY, "", now);
    } catch (LifecycleException | ClosedException e) {
      return new Known(State.FAILING, String.valueOf(e.getMessage()), now);
    }
  }
}
