package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What each process is to run of a model, as its registry says. Immutable.
 *
 * @param champion the version in production; empty if none was promoted
 * @param obstacle why the champion must not serve: a newer library changed it
 * @param rollout the rollout that is running, also while its version bakes
 * @param shadow the shadow that was not stopped, which may have reached its end
 */
public record Wanted(
    OptionalInt champion,
    Optional<String> obstacle,
    Optional<RolloutState> rollout,
    Optional<ShadowStarted> shadow) {
  static Wanted of(ModelState state) {
    OptionalInt champion = state.named(ModelRegistry.PRODUCTION);
    return new Wanted(
        champion,
        champion.stream()
            .mapToObj(version -> state.findObstacle(version, ModelRegistry.PRODUCTION))
            .flatMap(Optional::stream)
            .map(Obstacle::said)
            .findFirst(),
        state.rollout().filter(RolloutState::isRunning),
        state.shadow().started());
  }
}
