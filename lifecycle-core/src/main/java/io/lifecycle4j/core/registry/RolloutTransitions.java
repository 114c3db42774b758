package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.registry.Move.Wait;
import io.lifecycle4j.core.registry.Move.Way;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.RolloutEnded;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.registry.RolloutPlan;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.RolloutStepped;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/** Starts, steps and ends rollouts of one model in the registry. Thread-safe. */
public final class RolloutTransitions {
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

  /** Returns whether no rollout goes on, since promotions are locked. */
  public boolean isLocked() {
    return versions.state().lock().entry().isPresent();
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
   * Judges a version like {@link Promotions#promotion}, and prepares the start of its rollout.
   *
   * @throws ConflictException if another rollout is running, or no other version is in production
   */
  public Move start(ModelVersion version, RolloutPlan plan, By by) {
    versions.registry().refresh();
    ModelVersion candidate = versions.usable("roll out", version);
    ModelState state = versions.state();
    AliasPast past = state.aliases().past(ModelRegistry.PRODUCTION);
    OptionalInt production = past.version();
    Promotions.checkNotInProduction("roll out", candidate, production);
    if (production.isEmpty()) {
      throw new ConflictException(
          "Cannot roll out " + candidate.label() + ": no version is in production (promote it)");
    }
    RolloutStarted start =
        new RolloutStarted(
            model(), candidate.number(), production.getAsInt(), past.seen(), Ids.next(), plan);
    state.check(start); // before the held-out rows are scored
    Transition entry =
        promotions
            .judged("roll out", candidate, ModelRegistry.PRODUCTION, by, Optional.empty())
            .change(start)
            .build();
    return new Move(by, List.of(Way.to(candidate.number(), who -> entry)), Wait.NAMED);
  }

  /**
   * Goes on to the next step, with the figures of the one before. The last step is a promotion; the
   * rollout ends instead if its version is passed over or archived, or if the policy of production
   * is another than when it began.
   */
  public Move next(RolloutState state, RolloutFigures figures, String why) {
    RolloutPlan plan = state.plan();
    int step = state.step() + 1;
    Optional<String> stop = step < plan.lastStep() ? Optional.empty() : findStop(state);
    if (stop.isPresent()) {
      return turnedBack(state, figures, stop.get());
    }
    RolloutStepped stepped =
        new RolloutStepped(
            state.started().model(),
            state.version(),
            state.id(),
            step,
            plan.shares().get(step),
            figures);
    return step < plan.lastStep()
        ? move(Action.STEP, why, Way.without(by -> entry(by, stepped)))
        : move(
            Action.STEP,
            why,
            Way.to(state.version(), by -> last(by, state, stepped)),
            Way.without(by -> entry(by, ended(state, RolloutEnd.TURNED_BACK, figures))));
  }

  /** Says why a version that answers most requests is not promoted; empty if it is. */
  private Optional<String> findStop(RolloutState state) {
    ModelState now = versions.state();
    Policies policies = now.policies();
    if (!state.policy().equals(policies.digest(ModelRegistry.PRODUCTION))) {
      return Optional.of("The policy has changed: " + policies.said(ModelRegistry.PRODUCTION));
    }
    return now.versions().get(state.version() - 1).notes().isArchived()
        ? Optional.of("The version is archived")
        : Optional.empty();
  }

  private static Transition last(By by, RolloutState state, RolloutStepped stepped) {
    AliasMoved moved =
        new AliasMoved(
            state.started().model(),
            ModelRegistry.PRODUCTION,
            OptionalInt.of(state.started().champion()),
            state.started().seen(),
            state.version(),
            Direction.FORWARD);
    Transition.Builder entry = by.transition().change(stepped);
    state
        .policy()
        .ifPresent(
            met -> entry.change(new PolicyMet(moved.model(), moved.version(), moved.alias(), met)));
    entry.change(moved);
    if (state.plan().bakeFor().isZero()) {
      entry.change(ended(state, RolloutEnd.PROMOTED, RolloutFigures.NONE));
    }
    return entry.build();
  }

  private static Transition entry(By by, Change... changes) {
    Transition.Builder entry = by.transition();
    List.of(changes).forEach(entry::change);
    return entry.build();
  }

  private static Move move(Action action, String why, Way... ways) {
    return new Move(new By(action, By.ROLLOUT, why), List.of(ways), Wait.NOBODY);
  }

  /** Ends a rollout whose version has baked. */
  public static Move baked(RolloutState state, RolloutFigures figures, String why) {
    RolloutEnded ended = ended(state, RolloutEnd.PROMOTED, figures);
    return move(Action.STEP, why, Way.without(by -> entry(by, ended)));
  }

  /** Ends a rollout by its figures, like {@link #aborted}. */
  public Move turnedBack(RolloutState state, RolloutFigures figures, String why) {
    RolloutEnded ended = ended(state, RolloutEnd.TURNED_BACK, figures);
    return new Move(new By(Action.TURN_BACK, By.ROLLOUT, why), back(state, ended), Wait.NOBODY);
  }

  /**
   * Ends a rollout by a person: the version before serves all requests again. While the version
   * bakes, that is a {@linkplain ModelState#waysBack rollback}.
   */
  public Move aborted(RolloutState state, RolloutFigures figures, By by) {
    RolloutEnded ended = ended(state, RolloutEnd.ABORTED, figures);
    return new Move(by, back(state, ended), Wait.PERSON);
  }

  private List<Way> back(RolloutState state, RolloutEnded ended) {
    if (!state.isBaking()) {
      return List.of(Way.without(by -> entry(by, ended)));
    }
    ModelState now = versions.state();
    now.check(ended); // production may have moved since, and no way back be left
    return now.waysBack(model(), ModelRegistry.PRODUCTION).stream()
        .map(back -> Way.to(back.version(), by -> entry(by, ended, back)))
        .toList();
  }

  private static RolloutEnded ended(RolloutState state, RolloutEnd end, RolloutFigures figures) {
    return new RolloutEnded(state.started().model(), state.version(), state.id(), end, figures);
  }
}
