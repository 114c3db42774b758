package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.ArrayList;
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
  private final Evaluator evaluator;
  private final List<Requirement> requirements;

  /** What was wanted last: it is asked for more often than it changes. */
  private volatile @Nullable Folded folded;

  private record Folded(ModelState state, Wanted wanted) {}

  public Promotions(
      String model, ModelRegistry registry, Evaluator evaluator, List<Requirement> requirements) {
    this.model = model;
    this.registry = registry;
    this.decisions = new Decisions(model, registry, Decisions.LOG);
    this.evaluator = evaluator;
    this.requirements = List.copyOf(requirements);
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
    ModelVersion candidate = registered(version);
    return evaluator
        .score(candidate, evaluator.holdout(candidate))
        .evaluation(candidate.label(), evaluator.describe(candidate));
  }

  /** Judges a version on the rows held out by its split; empty if there are no requirements. */
  public List<GateVerdict> judge(ModelVersion version) {
    return judge(registered(version), production());
  }

  private List<GateVerdict> judge(ModelVersion candidate, OptionalInt production) {
    if (requirements.isEmpty()) {
      return List.of();
    }
    Rows holdout = evaluator.holdout(candidate);
    try {
      return judge(candidate, production, holdout);
    } catch (PredictionFailedException e) {
      LOG.warn("Cannot score {} or the version in production", candidate.label(), e);
      return GateJudge.unscored(requirements, e);
    }
  }

  private List<GateVerdict> judge(ModelVersion candidate, OptionalInt production, Rows holdout) {
    String data = evaluator.describe(candidate);
    GateSubject judged = subject(candidate, holdout, data);
    if (production.isEmpty() || !comparesWithProduction()) {
      return GateJudge.judge(requirements, judged, Optional.empty());
    }
    try {
      GateSubject rival = subject(version(production.getAsInt()), holdout, data);
      return GateJudge.judge(requirements, judged, Optional.of(rival));
    } catch (CorruptDataException | ModelUnavailableException e) {
      Throwable damage = e instanceof CorruptDataException ? e : e.getCause();
      if (damage instanceof CorruptDataException) {
        return withoutRival(judged, production.getAsInt(), damage);
      }
      throw e;
    }
  }

  /**
   * Returns whether the version in production must be scored. If not, it is not loaded: one that
   * cannot be loaded any more, or does not know a new column or class, must not block its
   * successor.
   */
  private boolean comparesWithProduction() {
    return requirements.stream().anyMatch(Promotions::compares);
  }

  private static boolean compares(Requirement requirement) {
    return !(requirement instanceof Condition) && !(requirement instanceof Gate.BetterThanBaseline);
  }

  /**
   * Judges a candidate while the files of the version in production are corrupt: there is nothing
   * to compare with, as the verdicts explain. The corruption is permanent, so waiting would not
   * help.
   */
  private List<GateVerdict> withoutRival(GateSubject candidate, int production, Throwable damage) {
    LOG.warn("Nothing to compare {} with", candidate.label(), damage);
    String why = "; " + model + ":" + production + " cannot be loaded: " + damage.getMessage();
    List<GateVerdict> verdicts =
        new ArrayList<>(GateJudge.judge(requirements, candidate, Optional.empty()));
    for (int i = 0; i < verdicts.size(); i++) {
      GateVerdict said = verdicts.get(i);
      if (compares(requirements.get(i))) {
        verdicts.set(i, explained(said, why));
      }
    }
    return verdicts;
  }

  private static GateVerdict explained(GateVerdict said, String why) {
    GateVerdict.Builder more =
        GateVerdict.builder(said.gate(), said.verdict(), said.explanation() + why);
    return (said.rowsRead() ? more.rowsRead() : more).build();
  }

  private GateSubject subject(ModelVersion version, Rows holdout, String data) {
    return new GateSubject(evaluator.score(version, holdout), version.label(), data, holdout);
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
    List<GateVerdict> verdicts = judge(candidate, production);
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
    return registry
        .find(model, number)
        .orElseThrow(
            () -> new NotFoundException("Model version does not exist: " + model + ":" + number));
  }

  /** Returns the latest rollout, running or ended; empty if there was none. */
  public Optional<RolloutState> rollout() {
    return decisions.state().rollout();
  }
}
