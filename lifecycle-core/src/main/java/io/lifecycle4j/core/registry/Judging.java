package io.lifecycle4j.core.registry;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges versions of one model by its requirements, on held-out rows.
 *
 * <p>Thread-safe.
 */
final class Judging {
  private static final Logger LOG = LoggerFactory.getLogger(Judging.class);

  private final ModelVersions versions;
  private final Evaluator evaluator;
  private final List<Requirement> requirements;

  Judging(ModelVersions versions, Evaluator evaluator, List<Requirement> requirements) {
    this.versions = versions;
    this.evaluator = evaluator;
    this.requirements = List.copyOf(requirements);
  }

  private String label(int version) {
    return versions.model() + ":" + version;
  }

  /** Evaluates a version on the rows held out by the split it was trained on. */
  Evaluation evaluate(ModelVersion version) {
    return evaluator
        .scoreAgain(version, evaluator.holdout(version))
        .evaluation(version.label(), evaluator.describe(version));
  }

  /**
   * Judges a version on the rows held out by its split; empty if there are no requirements.
   *
   * @param production the version in production, if there is one
   */
  List<GateVerdict> judge(ModelVersion candidate, OptionalInt production) {
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
    GateSubject judged =
        new GateSubject(evaluator.scoreAgain(candidate, holdout), candidate.label(), data, holdout);
    if (production.isEmpty() || !comparesWithProduction()) {
      return GateJudge.judge(requirements, judged, Optional.empty());
    }
    if (evaluator.skips(production.getAsInt())) {
      return withoutRival(judged, production.getAsInt());
    }
    try {
      ModelVersion champion = versions.version(production.getAsInt());
      GateSubject rival =
          new GateSubject(evaluator.score(champion, holdout), champion.label(), data, holdout);
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
    return requirements.stream().anyMatch(Judging::compares);
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
    String why = "; " + label(production) + " cannot be loaded: " + damage.getMessage();
    return withoutRival(
        candidate, said -> explained(said, said.verdict(), said.explanation() + why));
  }

  /**
   * Judges a candidate while the version in production is skipped, since its last load ended the
   * process: that may happen again, or never. So nothing that must be compared with it passes.
   */
  private List<GateVerdict> withoutRival(GateSubject candidate, int production) {
    String why =
        String.format(
            "%s in production is not loaded to compare with, as the process ended during its last load"
                + " (roll back: then the version before is compared; or start again, which tries it once"
                + " more; or open the model without this gate)",
            label(production));
    LOG.warn("Nothing to compare {} with: {}", candidate.label(), why);
    return withoutRival(
        candidate,
        said ->
            said.passed()
                ? explained(said, Verdict.INCONCLUSIVE, why)
                : explained(said, said.verdict(), said.explanation() + "; " + why));
  }

  private List<GateVerdict> withoutRival(
      GateSubject candidate, UnaryOperator<GateVerdict> explained) {
    List<GateVerdict> verdicts =
        new ArrayList<>(GateJudge.judge(requirements, candidate, Optional.empty()));
    for (int i = 0; i < verdicts.size(); i++) {
      if (compares(requirements.get(i))) {
        verdicts.set(i, explained.apply(verdicts.get(i)));
      }
    }
    return verdicts;
  }

  private static GateVerdict explained(GateVerdict said, Verdict verdict, String explanation) {
    GateVerdict.Builder more = GateVerdict.builder(said.gate(), verdict, explanation);
    return (said.rowsRead() ? more.rowsRead() : more).build();
  }
}
