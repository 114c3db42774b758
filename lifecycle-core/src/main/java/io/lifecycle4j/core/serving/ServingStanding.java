package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.serving.ServingStatus;
import io.lifecycle4j.serving.ServingStatus.State;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Compares what serves with what is in production. Thread-safe. */
final class ServingStanding {
  private final String name;
  private final Promotions promotions;

  ServingStanding(String name, Promotions promotions) {
    this.name = name;
    this.promotions = promotions;
  }

  /** A version that could not be loaded, and when it is retried. */
  record Failure(int version, LifecycleException cause, Backoff retry) {}

  /** Returns what a call throws while nothing serves; null if nothing is in production. */
  @Nullable LifecycleException unavailable(@Nullable Failure last) {
    OptionalInt production = promotions.production();
    if (production.isEmpty()) {
      return null;
    }
    int version = production.getAsInt();
    Optional<ModelUnavailableException> obstacle = promotions.findObstacle(version);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
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

  /** Compares the registry with the version that serves. */
  ServingStatus status(boolean follows, @Nullable Route<?, ?> serves, @Nullable Failure last) {
    int version = serves == null ? ModelServer.NONE : serves.version();
    String engine = serves == null ? "" : serves.engine();
    OptionalInt production = promotions.production();
    if (!follows) {
      return status(State.FUNCTION, production, OptionalInt.empty(), "", null);
    }
    OptionalInt serving =
        version == ModelServer.NONE ? OptionalInt.empty() : OptionalInt.of(version);
    if (production.isEmpty()) {
      return status(State.EMPTY, production, serving, engine, null);
    }
    if (production.equals(serving)) {
      return status(State.CURRENT, production, serving, engine, null);
    }
    return last != null && last.version == production.getAsInt()
        ? status(State.FAILED, production, serving, engine, last.cause)
        : status(State.LOADING, production, serving, engine, null);
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
