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

  private final ModelRegistry registry;
  private final Promotions promotions;

  /** Creates the rollouts of the model of promotions. */
  public RolloutTransitions(ModelRegistry registry, Promotions promotions) {
    this.registry = registry;
    this.promotions = promotions;
  }

  /** Returns the name of the model. */
  public String model() {
    return promotions.model();
  }

  /** Finds the latest rollout, running or ended; empty if there was none. */
  public Optional<RolloutState> find() {
    return promotions.rollout();
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
    for (AuditRecord record : registry.history(model())) {
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
  public Transition start(ModelVersion version, RolloutPlan plan, Actor actor, String reason) {
    String why = Promotions.why("reason of a rollout", reason);
    registry.refresh();
    ModelVersion candidate = promotions.registered(version);
    OptionalInt production = promotions.production();
    Promotions.checkNotInProduction("roll out", candidate, production);
    if (production.isEmpty()) {
      throw new ConflictException(
          "Cannot roll out " + candidate.label() + ": no version is in production (promote it)");
    }
    RolloutStarted start =
        new RolloutStarted(model(), candidate.number(), production.getAsInt(), Ids.next(), plan);
    ModelState.of(registry, model()).check(start); // before the held-out rows are scored
    return promotions.judged(candidate, production, actor, why).change(start).build();
  }

  /** Returns the next step, with the figures of the one before; the last one is a promotion. */
  public static Transition next(RolloutState state, RolloutFigures figures, String why) {
    RolloutPlan plan = state.plan();
    int step = state.step() + 1;
    Transition.Builder next =
        Transition.builder(ROLLOUT, why)
            .change(
                new RolloutStepped(
                    state.started().model(),
                    state.version(),
                    state.id(),
                    step,
                    plan.shares().get(step),
                    figures));
    if (step == plan.lastStep()) {
      next.change(moved(state, state.started().champion(), state.version(), Direction.FORWARD));
      if (plan.bakeFor().isZero()) {
        next.change(ended(state, RolloutEnd.PROMOTED, RolloutFigures.NONE));
      }
    }
    return next.build();
  }

  /** Returns the end of a rollout whose version has baked. */
  public static Transition baked(RolloutState state, RolloutFigures figures, String why) {
    return Transition.builder(ROLLOUT, why)
        .change(ended(state, RolloutEnd.PROMOTED, figures))
        .build();
  }

  /** Returns the end of a rollout by its figures: the version before serves all requests again. */
  public static Transition turnedBack(RolloutState state, RolloutFigures figures, String why) {
    return back(state, RolloutEnd.TURNED_BACK, figures, ROLLOUT, why);
  }

  /** Returns the end of a rollout by a person: the version before serves all requests again. */
  public static Transition aborted(
      RolloutState state, RolloutFigures figures, Actor actor, String why) {
    return back(state, RolloutEnd.ABORTED, figures, actor, why);
  }

  private static Transition back(
      RolloutState state, RolloutEnd end, RolloutFigures figures, Actor actor, String why) {
    Transition.Builder back = Transition.builder(actor, why).change(ended(state, end, figures));
    if (state.isBaking()) {
      back.change(moved(state, state.version(), state.started().champion(), Direction.BACK));
    }
    return back.build();
  }

  private static RolloutEnded ended(RolloutState state, RolloutEnd end, RolloutFigures figures) {
    return new RolloutEnded(state.started().model(), state.version(), state.id(), end, figures);
  }

  private static AliasMoved moved(RolloutState state, int from, int to, Direction direction) {
    return new AliasMoved(
        state.started().model(), ModelRegistry.PRODUCTION, OptionalInt.of(from), to, direction);
  }

  /**
   * Writes a step or an end.
   *
   * @throws ConflictException if the rollout has ended or gone on
   */
  public AuditRecord apply(Transition transition) {
    return registry.apply(transition);
  }
}
