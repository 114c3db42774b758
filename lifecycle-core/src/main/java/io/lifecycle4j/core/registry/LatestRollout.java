package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.RolloutEnded;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.RolloutStepped;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The latest rollout of a model. Immutable.
 *
 * @param state empty before the first
 * @param entry the sequence of the entry that changed it last; 0 before the first
 */
record LatestRollout(Optional<RolloutState> state, long entry) implements StatePart {
  static final LatestRollout NONE = new LatestRollout(Optional.empty(), 0);

  @Override
  public LatestRollout after(Change change, AuditRecord record) {
    Optional<RolloutState> next =
        change instanceof RolloutStarted started
            ? Optional.of(RolloutState.of(started, record))
            : state.map(now -> now.after(change, record.time()));
    return next.equals(state) ? this : new LatestRollout(next, record.sequence());
  }

  @Override
  public void check(Change change, ModelState now) {
    if (change instanceof RolloutStarted started) {
      checkStarts(started, now);
    } else if (change instanceof RolloutStepped next) {
      checkRuns(next.rollout(), next.model(), next.step() - 1);
    } else if (change instanceof RolloutEnded last) {
      checkRuns(last.rollout(), last.model(), state.map(RolloutState::step).orElse(0));
    }
  }

  private void checkStarts(RolloutStarted started, ModelState now) {
    String label = started.model() + ":" + started.version();
    new AliasConflict(
            started.model(),
            ModelRegistry.PRODUCTION,
            OptionalInt.of(started.champion()),
            started.seen())
        .check("Cannot start a rollout of " + label, now);
    state
        .filter(RolloutState::isRunning)
        .ifPresent(
            other -> {
              throw new ConflictException(
                  String.format(
                      "Cannot start a rollout of %s: one of version %s is running (abort it first)",
                      label, other.version()));
            });
  }

  private void checkRuns(String id, String model, int step) {
    if (state.filter(now -> now.isRunning(id) && now.step() == step).isEmpty()) {
      throw new ConflictException(
          String.format("Cannot change rollout %s of %s: it has ended or gone on", id, model));
    }
  }

  /** Throws if production does not fit a rollout that an entry changed. */
  @Override
  public void checkEntry(String model, AuditRecord next, ModelState before, ModelState after) {
    if (!equals(before.latest())) {
      state.ifPresent(now -> now.checkProduction(after.named(ModelRegistry.PRODUCTION)));
    }
  }
}
