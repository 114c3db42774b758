package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges candidates of one model, and prepares moves of its production alias.
 *
 * <p>Thread-safe.
 */
public final class Promotions {
  private static final Logger LOG = LoggerFactory.getLogger(Promotions.class);

  private final String model;
  private final ModelRegistry registry;
  private final Decisions decisions;
  private final Judging judging;

  /** What was wanted last: it is asked for more often than it changes. */
  private volatile @Nullable Folded folded;

  private record Folded(ModelState state, Wanted wanted) {}

  public Promotions(
      String model, ModelRegistry registry, Evaluator evaluator, List<Requirement> requirements) {
    this.model = model;
    this.registry = registry;
    this.decisions = new Decisions(model, registry, Decisions.LOG);
    this.judging = new Judging(new ModelVersions(model, registry), evaluator, requirements);
  }

  /** Returns the name of the model. */
  public String model() {
    return model;
  }

  /** Returns what writes into the registry. */
  public Decisions decisions() {
    return decisions;
  }

  /** Evaluates a version on the rows held out by the split it was trained on. */
  public Evaluation evaluate(ModelVersion version) {
    return judging.evaluate(registered(version));
  }

  /** Judges a version on the rows held out by its split; empty if there are no requirements. */
  public List<GateVerdict> judge(ModelVersion version) {
    return judging.judge(registered(version), production());
  }

  /**
   * Judges a version, and prepares its promotion if every gate passes. A refusal is recorded.
   *
   * @return the transition to apply, with the verdicts; applying it fails if production changes in
   *     the meantime
   * @throws GateFailedException if a gate did not pass
   */
  public Transition promotion(ModelVersion version, By by) {
    registry.refresh();
    ModelVersion candidate = registered(version);
    OptionalInt production = production();
    checkNotInProduction("promote", candidate, production);
    decisions.state().checkMoves(model, candidate.number());
    AliasMoved move =
        new AliasMoved(
            model, ModelRegistry.PRODUCTION, production, candidate.number(), Direction.FORWARD);
    return judged("promote", candidate, production, by).change(move).build();
  }

  static void checkNotInProduction(String verb, ModelVersion candidate, OptionalInt production) {
    if (production.equals(OptionalInt.of(candidate.number()))) {
      throw new ConflictException(
          "Cannot " + verb + " " + candidate.label() + ": it is in production");
    }
  }

  /**
   * Begins an entry with the verdicts on a version, and throws if a gate did not pass.
   *
   * @param verb what is done with the version if all pass, for messages
   */
  Transition.Builder judged(String verb, ModelVersion candidate, OptionalInt production, By by) {
    Transition.Builder entry = by.transition();
    List<GateVerdict> verdicts = judging.judge(candidate, production);
    if (verdicts.isEmpty()) {
      LOG.warn("Nothing was evaluated to {} {}: the model has no gates", verb, candidate.label());
    } else {
      entry.change(new Judged(model, candidate.number(), ModelRegistry.PRODUCTION, verdicts));
      refuse(verb, candidate, verdicts, entry);
    }
    return entry;
  }

  private void refuse(
      String verb, ModelVersion candidate, List<GateVerdict> verdicts, Transition.Builder entry) {
    List<String> failures =
        verdicts.stream()
            .filter(verdict -> !verdict.passed())
            .map(verdict -> verdict.explanation() + suffix(verdict))
            .toList();
    if (!failures.isEmpty()) {
      decisions.decide(Action.JUDGE, entry.build());
      throw new GateFailedException(
          "Cannot " + verb + " " + candidate.label() + ": " + String.join("; ", failures),
          failures);
    }
  }

  /** Returns what each process is to run. */
  @SuppressWarnings("ReferenceEquality") // a state stays the same object until it changes
  public Wanted wanted() {
    ModelState state = decisions.state();
    Folded last = folded;
    if (last == null || last.state != state) {
      last = new Folded(state, Wanted.of(model, state));
      folded = last;
    }
    return last.wanted;
  }

  private static String suffix(GateVerdict verdict) {
    return switch (verdict.verdict()) {
      case INCONCLUSIVE -> " [inconclusive]";
      case ERROR -> " [error]";
      default -> "";
    };
  }

  /**
   * Prepares the return to an earlier version that was not rolled back.
   *
   * @return the transitions of which to apply one, the newest version first; the others apply if it
   *     cannot be loaded any more. Applying one fails if production changes in the meantime
   * @throws NotFoundException if there is no earlier version
   */
  public List<Transition> rollbacks(By by) {
    registry.refresh();
    // Read once: between two reads, another process may roll back.
    ModelState state = decisions.state();
    return state.waysBack(model).stream()
        .map(move -> by.transition().change(move).build())
        .toList();
  }

  /** Returns the version in production; empty if none was promoted. Its manifest is not read. */
  public OptionalInt production() {
    return registry.named(model, ModelRegistry.PRODUCTION);
  }

  /** Finds the version in production; empty if none was promoted. */
  public Optional<ModelVersion> findProduction() {
    return production().stream().mapToObj(this::version).findFirst();
  }

  public ModelVersion registered(ModelVersion version) {
    check(
        required(version, "model version").model().equals(model),
        "Invalid model version: %s (must be one of %s)",
        version.label(),
        model);
    ModelVersion found = version(version.number());
    check(
        found.id().equals(version.id()),
        "Invalid model version: %s has the hash %s (the registered one has %s)",
        version.label(),
        version.id(),
        found.id());
    return found;
  }

  /** Returns a version; throws a NotFoundException if it does not exist. */
  public ModelVersion version(int number) {
    return new ModelVersions(model, registry).version(number);
  }

  /** Returns the latest rollout, running or ended; empty if there was none. */
  public Optional<RolloutState> rollout() {
    return decisions.state().rollout();
  }
}
