package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.loading.VersionLoad;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.serving.ServingStatus;
import io.lifecycle4j.serving.ServingStatus.State;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Compares what serves with what is in production, and knows why it differs. Thread-safe. */
final class ServingStanding {
  private static final Duration SLOW = Duration.ofSeconds(10);

  private final String name;
  private final ModelVersions versions;
  private final Logger log;

  /** Why the version in production does not serve; written by one thread at a time. */
  private volatile @Nullable Failure failure;

  /** The load that was said to be slow; used by one thread at a time. */
  private @Nullable VersionLoad<?> saidSlow;

  ServingStanding(String name, ModelVersions versions, Logger log) {
    this.name = name;
    this.versions = versions;
    this.log = log;
  }

  /** A version that could not be loaded. */
  private record Failure(int version, LifecycleException cause) {}

  /** Sets that the version in production serves. */
  void settled() {
    failure = null;
  }

  /** Sets and logs why a version does not serve, which is retried. */
  void failed(int version, LifecycleException cause, String serves, Duration delay) {
    boolean again = hasFailed(version);
    failure = new Failure(version, cause);
    log.error(
        "Version {} of {} is in production, but {} serves here: {}; it is tried again in {} s (roll"
            + " back, promote another version, or mend what is wrong)",
        version,
        name,
        serves,
        cause.getMessage(),
        delay.plusMillis(999).toSeconds(),
        again ? null : cause); // its stack trace once
  }

  /** Logs once that a version in production takes long to load. */
  void sayIfSlow(int version, @Nullable VersionLoad<?> slow, String serves) {
    if (slow != null && saidSlow != slow && slow.age().compareTo(SLOW) >= 0) {
      saidSlow = slow;
      log.error(
          "Version {} of {} is in production, but {} serves here: it is still being loaded after {}"
              + " s (roll back or promote another version if it hangs)",
          version,
          name,
          serves,
          slow.age().toSeconds());
    }
  }

  /** Sets, and logs once, why a version is not loaded. */
  void skipped(int version, LifecycleException cause, String serves) {
    if (!hasFailed(version)) {
      log.error(
          "Version {} of {} is in production, but {} serves here: {}",
          version,
          name,
          serves,
          cause.getMessage());
    }
    failure = new Failure(version, cause);
  }

  private boolean hasFailed(int version) {
    Failure last = failure;
    return last != null && last.version == version;
  }

  /** Returns what a call throws while nothing serves; null if nothing is in production. */
  @Nullable LifecycleException unavailable() {
    Failure last = failure;
    Wanted wanted = versions.wanted();
    if (wanted.champion().isEmpty()) {
      return null;
    }
    if (wanted.obstacle().isPresent()) {
      return obstacle(wanted.obstacle().get());
    }
    int version = wanted.champion().getAsInt();
    if (last != null && last.version == version) {
      String remedy =
          last.cause instanceof CorruptDataException ? Engines.CURE : "or promote another version";
      return new ModelUnavailableException(
          String.format(
              "Cannot predict with %s: version %s in production cannot be loaded (roll back, %s):"
                  + " %s",
              name, version, remedy, last.cause.getMessage()),
          last.cause);
    }
    return new ModelUnavailableException(
        String.format(
            "Cannot predict with %s: version %s in production is still being loaded (wait, roll"
                + " back, or promote another version)",
            name, version));
  }

  /** Creates the exception for a version that must not serve. */
  ModelUnavailableException obstacle(String said) {
    return new ModelUnavailableException("Cannot predict with " + name + ": " + said);
  }

  /** Compares the registry with the version that answers. */
  ServingStatus status(boolean follows, TrafficPlan<?, ?> plan) {
    OptionalInt production = versions.named(ModelRegistry.PRODUCTION);
    if (!follows) {
      return status(State.FUNCTION, production, OptionalInt.empty(), "", null);
    }
    Route<?, ?> answers = plan.answering();
    int version = answers == null ? ModelServer.NONE : answers.version();
    String engine = answers == null ? "" : answers.engine();
    OptionalInt serving =
        version == ModelServer.NONE ? OptionalInt.empty() : OptionalInt.of(version);
    if (production.isEmpty()) {
      return status(State.EMPTY, production, serving, engine, null);
    }
    return production.equals(serving)
        ? status(State.CURRENT, production, serving, engine, null)
        : differing(production, serving, engine, plan.champion());
  }

  private ServingStatus differing(
      OptionalInt production, OptionalInt serving, String engine, @Nullable Route<?, ?> champion) {
    int wanted = production.getAsInt();
    if (champion != null && champion.version() == wanted) {
      return status(State.SUBSTITUTED, production, serving, engine, failing(wanted));
    }
    Failure last = failure;
    return last != null && last.version == wanted
        ? status(State.FAILED, production, serving, engine, last.cause)
        : status(State.LOADING, production, serving, engine, null);
  }

  private LifecycleException failing(int version) {
    return new PredictionFailedException(
        String.format(
            "Version %s of %s fails: half of its last %s predictions failed (find the cause, or"
                + " roll back)",
            version, name, CircuitBreaker.WINDOW));
  }

  private static ServingStatus status(
      State state,
      OptionalInt production,
      OptionalInt serving,
      String engine,
      @Nullable LifecycleException failure) {
    return new ServingStatus(
        state,
        production,
        serving,
        Optional.of(engine).filter(name -> !name.isEmpty()),
        Optional.ofNullable(failure));
  }
}
