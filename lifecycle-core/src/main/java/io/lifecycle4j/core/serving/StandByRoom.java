package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.error.LifecycleException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;

/**
 * Whether there is certainly memory for a version that stands by though none fails. Not
 * thread-safe.
 */
final class StandByRoom {
  private final VersionLoads loads;
  private final Logger log;

  /** Versions that persons have loaded, beside those that answer. */
  private final List<Integer> coming = new ArrayList<>();

  StandByRoom(VersionLoads loads, Logger log) {
    this.loads = loads;
    this.log = log;
  }

  /** Takes the room for a version that a person has loaded. */
  void begins(int version) {
    coming.add(version);
  }

  /** Ends what {@link #begins} began. */
  void ends(int version) {
    coming.remove((Object) version);
  }

  /** Returns whether there is certainly memory to load a version beside those that answer. */
  boolean fits(Wanted wanted, int version) {
    return isThere(version, () -> loads.hasRoom(version, others(wanted, version)));
  }

  /** Returns the same for a version that is loaded, or is being loaded. */
  boolean stillFits(Wanted wanted, int version) {
    return isThere(version, () -> loads.hasRoomStill(version, others(wanted, version)));
  }

  private IntStream others(Wanted wanted, int version) {
    IntStream canary =
        wanted.rollout().map(RolloutState::version).map(IntStream::of).orElse(IntStream.empty());
    IntStream answering = IntStream.concat(wanted.champion().stream(), canary);
    return IntStream.concat(answering, coming.stream().mapToInt(each -> each))
        .filter(other -> other != version)
        .distinct();
  }

  private boolean isThere(int version, BooleanSupplier room) {
    try {
      return room.getAsBoolean();
    } catch (LifecycleException e) {
      log.debug("Version {} does not stand by", version, e);
      return false;
    }
  }
}
