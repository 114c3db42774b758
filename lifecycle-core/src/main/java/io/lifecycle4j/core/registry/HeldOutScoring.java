package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.data.HashedRows;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.evaluation.Looking;
import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.core.registry.gates.GateSubject;
import io.lifecycle4j.core.registry.gates.HeldOutSlices;
import io.lifecycle4j.core.registry.gates.Level;
import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.HoldoutLook.UsedRows;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.JudgementBasis;
import io.lifecycle4j.storage.Content;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens the holdouts of versions of one model, and scores versions on them.
 *
 * <p>Thread-safe.
 */
final class HeldOutScoring {
  /** In characters. */
  private static final int LONGEST_SLICE = 500;

  private final ModelVersions versions;
  private final Evaluator evaluator;
  private final EvaluationFiles files;
  private final List<Gate> gates;

  /**
   * Creates the scoring for gates.
   *
   * @param gates say which slices are evaluated, too
   */
  HeldOutScoring(ModelVersions versions, Evaluator evaluator, List<Gate> gates) {
    this.versions = versions;
    this.evaluator = evaluator;
    this.files = new EvaluationFiles(versions.registry());
    this.gates = gates;
  }

  /**
   * The holdout of a candidate.
   *
   * @param from where the rows are from
   * @param level that of comparisons
   */
  record Opened(
      ModelVersion candidate,
      HashedRows rows,
      HeldOutSlices slices,
      EvaluatedRows from,
      Level level) {
    private Opened only(int[] places, List<Gate> gates) {
      HashedRows some = rows.only(places);
      return new Opened(candidate, some, HeldOutSlices.of(gates, some), from, level);
    }
  }

  /** A version that was evaluated, and the figures of each row if they are to be kept. */
  record Scored(ModelVersion version, Evaluation evaluation, Optional<Content> figures) {}

  /** Two versions on the rows that they are compared on. */
  record Pair(GateSubject candidate, GateSubject rival, Opened on) {}

  /** Opens the rows that judge a version; the look at them is in the ledger on return. */
  Opened open(ModelVersion candidate, Looking looking) {
    Holdouts.Opened opened =
        evaluator.holdouts().look(candidate, looking.by(GateForm.comparing(gates)));
    UsedRows used = opened.look().used();
    boolean compares = opened.look().rival().isPresent();
    Level level = compares ? Level.of(used.spent()) : Level.USUAL;
    return opened(candidate, opened.rows(), used.rows(), level);
  }

  /** Opens the rows again that verdicts on a version rest on, which is no look. */
  Opened again(ModelVersion candidate, JudgementBasis basis) {
    EvaluatedRows from = basis.rows().orElseThrow();
    HashedRows rows = evaluator.holdouts().again(candidate, from);
    Level level =
        basis.level().isPresent()
            ? new Level(basis.level().getAsDouble(), Optional.empty())
            : Level.USUAL;
    return opened(candidate, rows, from, level);
  }

  private Opened opened(ModelVersion candidate, HashedRows rows, EvaluatedRows from, Level level) {
    return new Opened(candidate, rows, HeldOutSlices.of(gates, rows), from, level);
  }

  /** Scores a version on a holdout, which may be its own. */
  GateSubject score(ModelVersion version, Opened holdout) {
    boolean own = version.number() == holdout.candidate().number();
    ScoredRows rows =
        own
            ? evaluator.scoreAgain(version, holdout.rows())
            : evaluator.score(version, holdout.rows());
    return new GateSubject(
            rows, version.label(), holdout.from().data() + "/holdout", holdout.rows())
        .with(GatesBesideRows.beside(version, versions, evaluator));
  }

  /**
   * Scores the version in production, to be compared with a candidate on the rows that it did not
   * learn from.
   *
   * @return both on these rows; empty if it learned from all
   */
  Optional<Pair> pair(GateSubject candidate, ModelVersion champion, Opened holdout) {
    Optional<int[]> some =
        evaluator.holdouts().comparable(holdout.candidate(), champion, holdout.rows());
    if (some.isPresent() && some.get().length == 0) {
      return Optional.empty();
    }
    GateSubject rival = score(champion, holdout);
    return Optional.of(
        some.map(places -> pair(candidate, rival, holdout, places))
            .orElseGet(() -> new Pair(candidate, rival, holdout)));
  }

  private Pair pair(GateSubject candidate, GateSubject rival, Opened holdout, int[] places) {
    Opened some = holdout.only(places, gates);
    return new Pair(candidate.among(places, some.rows()), rival.among(places, some.rows()), some);
  }

  /** Returns all that is known of a version on held-out rows. */
  Scored scored(ModelVersion version, GateSubject subject, Opened holdout) {
    Map<String, int[]> slices = holdout.slices().weights(LONGEST_SLICE);
    ScoredRows rows = subject.rows();
    return new Scored(
        version,
        evaluator.evaluation(version, holdout.from(), rows, holdout.rows(), slices),
        evaluator.figures(rows, holdout.rows()));
  }

  /** Stores an evaluation; returns the change that names it, which is still to be applied. */
  Evaluated put(Scored scored) {
    return files.put(scored.version(), scored.evaluation(), scored.figures());
  }
}
