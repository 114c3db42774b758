package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.RolloutEnded;
import io.lifecycle4j.registry.Change.RolloutStarted;
import io.lifecycle4j.registry.Change.RolloutStepped;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

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
  static Wanted of(String model, ModelState state) {
    OptionalInt champion = state.named(ModelRegistry.PRODUCTION);
    return new Wanted(
        last(state.trail(), change -> plans(model, change)).map(AuditRecord::sequence).orElse(0L),
        champion,
        champion.stream()
            .mapToObj(version -> state.findStop(version, ModelRegistry.PRODUCTION))
            .flatMap(Optional::stream)
            .map(Obstacle::said)
            .findFirst(),
        state.before(),
        last(state.trail(), change -> moves(model, change))
            .map(AuditRecord::time)
            .orElse(Instant.EPOCH),
        state.rollout().filter(RolloutState::isRunning),
        state.shadow().started());
  }

  /** Finds the last entry with such a change; nearly always one of the last ones. */
  private static Optional<AuditRecord> last(List<AuditRecord> trail, Predicate<Change> such) {
    for (int i = trail.size() - 1; i >= 0; i--) {
      AuditRecord record = trail.get(i);
      if (record.transition().changes().stream().anyMatch(such)) {
        return Optional.of(record);
      }
    }
    return Optional.empty();
  }

  private static boolean moves(String model, Change change) {
    return change instanceof AliasMoved moved
        && moved.model().equals(model)
        && moved.alias().equals(ModelRegistry.PRODUCTION);
  }

  private static boolean plans(String model, Change change) {
    boolean isRollout =
        change instanceof RolloutStarted
            || change instanceof RolloutStepped
            || change instanceof RolloutEnded;
    return moves(model, change) || (isRollout && change.model().equals(model));
  }
}
