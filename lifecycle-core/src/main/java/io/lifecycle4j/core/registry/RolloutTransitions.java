package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.RolloutEnded;
import io.lifecycle4j.registry.Change.RolloutStarted;
import io.lifecycle4j.registry.Change.RolloutStepped;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.registry.RolloutPlan;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/** Starts, steps and ends rollouts of one model in the registry. Thread-safe. */
public final class RolloutTransitions {
  private static final Actor ROLLOUT = Actor.by("rollout");

  private final ModelVersions versions;
  private final Promotions promotions;

  /** Creates the rollouts of the model of promotions. */
  public RolloutTransitions(ModelVersions versions, Promotions promotions) {
    this.versions = versions;
    this.promotions = promotions;
  }

  /** Returns the name of the model. */
  public String model() {
    return versions.model();
  }

  /** Finds the latest rollout, running or ended; empty if there was none. */
  public Optional<RolloutState> find() {
    return versions.state().rollout();
  }

  /** Returns a rollout as it is, also if others were started since. */
  public RolloutState state(String id) {
    return find()
        .filter(latest -> latest.id().equals(id))
        .orElseGet(
            () -> {
              RolloutState[] found = new RolloutState[1];
              replay(id, (record, state) -> found[0] = state);
              return found[0];
            });
  }

  /** Returns the entries that changed a rollout, the oldest first. */
  public List<AuditRecord> decisions(String id) {
    List<AuditRecord> decisions = new ArrayList<>();
    replay(id, (record, state) -> decisions.add(record));
    return decisions;
  }

  private void replay(String id, BiConsumer<AuditRecord, RolloutState> changed) {
    ModelState state = ModelState.NONE;
    for (AuditRecord record : versions.registry().history(model())) {
      Optional<RolloutState> before = state.rollout();
      state = state.after(record, model());
      if (!state.rollout().equals(before)) {
        state
            .rollout()
            .filter(now -> now.id().equals(id))
            .ifPresent(now -> changed.accept(record, now));
      }
    }
  }

  /**
   * Judges a version like {@link Promotions#promotion}, and returns the start of its rollout.
   *
   * @throws ConflictException if another rollout is running, or no other version is in production
   */
  public Transition start(ModelVersion version, RolloutPlan plan, By by) {
    versions.registry().refresh();
    ModelVersion candidate = versions.registered(version);
    OptionalInt production = versions.named(ModelRegistry.PRODUCTION);
    Promotions.checkNotInProduction("roll out", candidate, production);
    if (production.isEmpty()) {
      throw new ConflictException(
          "Cannot roll out " + candidate.label() + ": no version is in production (promote it)");
    }
    RolloutStarted start =
        new RolloutStarted(model(), candidate.number(), production.getAsInt(), Ids.next(), plan);
    versions.state().check(start); // before the held-out rows are scored
    return promotions
        .judged("roll out " + candidate.label(), candidate, ModelRegistry.PRODUCTION, by)
        .change(start)
        .build();
  }

  /**
   * Returns the ways to go on, of which one is decided: the next step, with the figures of the one
   * before. The last step is a promotion; the rollout ends instead if its version is passed over.
   */
  public static List<Transition> next(RolloutState state, RolloutFigures figures, String why) {
    RolloutPlan plan = state.plan();
    int step = state.step() + 1;
    By by = new By(Action.STEP, ROLLOUT, why);
    Transition.Builder next =
        by.transition()
            .change(
                new RolloutStepped(
                    state.started().model(),
                    state.version(),
                    state.id(),
                    step,
                    plan.shares().get(step),
                    figures));
    if (step < plan.lastStep()) {
      return List.of(next.build());
    }
    next.change(
        new AliasMoved(
            state.started().model(),
            ModelRegistry.PRODUCTION,
            OptionalInt.of(state.started().champion()),
            state.version(),
            Direction.FORWARD));
    if (plan.bakeFor().isZero()) {
      next.change(ended(state, RolloutEnd.PROMOTED, RolloutFigures.NONE));
    }
    Transition.Builder back = by.transition().change(ended(state, RolloutEnd.TURNED_BACK, figures));
    return List.of(next.build(), back.build());
  }

  /** Returns the end of a rollout whose version has baked. */
  public static Transition baked(RolloutState state, RolloutFigures figures, String why) {
    return new By(Action.STEP, ROLLOUT, why)
        .transition()
        .change(ended(state, RolloutEnd.PROMOTED, figures))
        .build();
  }

  /** Returns the ways to end a rollout by its figures, like {@link #aborted}. */
  public List<Transition> turnedBack(RolloutState state, RolloutFigures figures, String why) {
    return back(state, RolloutEnd.TURNED_BACK, figures, new By(Action.TURN_BACK, ROLLOUT, why));
  }

  /**
   * Returns the ways to end a rollout by a person, of which one is decided: the version before
   * serves all requests again. While the version bakes, that is a {@linkplain ModelState#waysBack
   * rollback}.
   */
  public List<Transition> aborted(RolloutState state, RolloutFigures figures, By by) {
    return back(state, RolloutEnd.ABORTED, figures, by);
  }

  private List<Transition> back(RolloutState state, RolloutEnd end, RolloutFigures figures, By by) {
    RolloutEnded ended = ended(state, end, figures);
    if (!state.isBaking()) {
      return List.of(by.transition().change(ended).build());
    }
    ModelState now = versions.state();
    now.check(ended); // production may have moved since, and no way back be left
    return now.waysBack(model(), ModelRegistry.PRODUCTION).stream()
        .map(move -> by.transition().change(ended).change(move).build())
        .toList();
  }

  private static RolloutEnded ended(RolloutState state, RolloutEnd end, RolloutFigures figures) {
    return new RolloutEnded(state.started().model(), state.version(), state.id(), end, figures);
  }
}
