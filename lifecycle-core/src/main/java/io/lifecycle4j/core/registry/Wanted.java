package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What each process is to run of a model, as its registry says. Immutable.
 *
 * @param entry the sequence of the entry that made it so: the last promotion, rollback, start, step
 *     or end of a rollout; 0 if there was none
 * @param champion the version in production; empty if none was promoted
 * @param obstacle why the champion must not serve: a newer library changed it
 * @param before the versions that were in production before and may serve, the newest first: the
 *     first is the one that a rollback returns to
 * @param moved when production moved last; the epoch if it never did
 * @param rollout the rollout that is running, also while its version bakes
 * @param shadow the shadow that was not stopped, which may have reached its end
 */
public record Wanted(
    long entry,
    OptionalInt champion,
    Optional<String> obstacle,
    List<Integer> before,
    Instant moved,
    Optional<RolloutState> rollout,
    Optional<ShadowStarted> shadow) {
  static Wanted of(ModelState state) {
    AliasPast production = state.aliases().past(ModelRegistry.PRODUCTION);
    OptionalInt champion = production.version();
    return new Wanted(
        Math.max(production.entry(), state.latest().entry()),
        champion,
        champion.stream()
            .mapToObj(version -> state.findStop(version, ModelRegistry.PRODUCTION))
            .flatMap(Optional::stream)
            .map(Obstacle::said)
            .findFirst(),
        state.before(),
        production.since(),
        state.rollout().filter(RolloutState::isRunning),
        state.shadow().started());
  }
}
