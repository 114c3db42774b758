package io.lifecycle4j.core.registry;

import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges candidates of one model, and prepares moves of its production alias.
 *
 * <p>Thread-safe.
 */
public final class Promotions {
  private static final Logger LOG = LoggerFactory.getLogger(Promotions.class);

  private final ModelVersions versions;
  private final Decisions decisions;
  private final Judging judging;

  /** Creates the promotions of a model, which are judged by requirements. */
  public Promotions(
      ModelVersions versions,
      Decisions decisions,
      Evaluator evaluator,
      List<Requirement> requirements) {
    this.versions = versions;
    this.decisions = decisions;
    this.judging = new Judging(versions, decisions, evaluator, requirements);
  }

  /** Evaluates a version on the rows held out by the split it was trained on. */
  public Evaluation evaluate(ModelVersion version) {
    return judging.evaluate(versions.registered(version));
  }

  /** Judges a version on the rows held out by its split; empty if there are no requirements. */
  public List<GateVerdict> judge(ModelVersion version) {
    return judging.judge(versions.registered(version), production()).verdicts();
  }

  /**
   * Judges a version, and prepares its promotion if every gate passes. A refusal is recorded.
   *
   * @return the transition to apply, with the verdicts; applying it fails if production changes in
   *     the meantime
   * @throws GateFailedException if a gate did not pass
   */
  public Transition promotion(ModelVersion version, By by) {
    versions.registry().refresh();
    ModelVersion candidate = versions.registered(version);
    OptionalInt production = production();
    checkNotInProduction("promote", candidate, production);
    versions.state().checkMoves(versions.model(), candidate.number());
    AliasMoved move =
        new AliasMoved(
            versions.model(),
            ModelRegistry.PRODUCTION,
            production,
            candidate.number(),
            Direction.FORWARD);
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
    Judging.Judgement judgement = judging.judge(candidate, production);
    List<GateVerdict> verdicts = judgement.verdicts();
    if (verdicts.isEmpty()) {
      LOG.warn("Nothing was evaluated to {} {}: the model has no gates", verb, candidate.label());
    } else {
      judging.keep(candidate, judgement, entry);
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
    versions.registry().refresh();
    // Read once: between two reads, another process may roll back.
    ModelState state = versions.state();
    return state.waysBack(versions.model()).stream()
        .map(move -> by.transition().change(move).build())
        .toList();
  }

  private OptionalInt production() {
    return versions.named(ModelRegistry.PRODUCTION);
  }
}
