package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.data.HashedRows;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.evaluation.Holdouts.Looking;
import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.core.registry.gates.Beside;
import io.lifecycle4j.core.registry.gates.GateJudge;
import io.lifecycle4j.core.registry.gates.GateSubject;
import io.lifecycle4j.core.registry.gates.HeldOutSlices;
import io.lifecycle4j.core.registry.gates.Level;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.HoldoutLook.UsedRows;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges versions of one model by its requirements, on held-out rows.
 *
 * <p>Thread-safe.
 */
final class Judging {
  private static final Logger LOG = LoggerFactory.getLogger(Judging.class);

  /** In characters. */
  private static final int LONGEST_SLICE = 500;

  private final ModelVersions versions;
  private final Evaluator evaluator;
  private final Decisions decisions;
  private final EvaluationFiles files;
  private final List<Gate> requirements;

  Judging(
      ModelVersions versions, Decisions decisions, Evaluator evaluator, List<Gate> requirements) {
    this.versions = versions;
    this.evaluator = evaluator;
    this.decisions = decisions;
    this.files = new EvaluationFiles(versions.registry());
    this.requirements = List.copyOf(requirements);
  }

  private String label(int version) {
    return versions.model() + ":" + version;
  }

  /**
   * Verdicts on a version.
   *
   * @param verdicts one for each requirement
   * @param candidate how the version was evaluated; empty if it could not be scored
   * @param rival how the version in production was evaluated; empty if it was not compared
   */
  record Judgement(List<GateVerdict> verdicts, Optional<Scored> candidate, Optional<Scored> rival) {
    /** Returns the same with more verdicts. */
    Judgement with(List<GateVerdict> more) {
      return new Judgement(
          Stream.of(verdicts, more).flatMap(List::stream).toList(), candidate, rival);
    }
  }

  /** A version that was evaluated, and the figures of each row if they are to be kept. */
  private record Scored(ModelVersion version, Evaluation evaluation, Optional<Content> figures) {}

  /** The holdout of a candidate, and the look at it. */
  private record Opened(
      ModelVersion candidate, HashedRows rows, HeldOutSlices slices, UsedRows used) {}

  /** Two versions on the rows that they are compared on. */
  private record Pair(GateSubject candidate, GateSubject rival, Opened on) {}

  /**
   * Evaluates a version on the rows held out by the split it was trained on. The registry names the
   * evaluation.
   */
  Evaluation evaluate(ModelVersion version) {
    By by = By.process(Action.JUDGE, "Evaluated on " + evaluator.describe(version));
    Opened holdout =
        open(
            version,
            new Looking("evaluate", "", by.actor().name(), by.reason(), OptionalInt.empty()));
    Scored found = scored(version, score(version, holdout), holdout);
    decisions.decide(Action.JUDGE, by.transition().change(put(found)).build());
    return found.evaluation();
  }

  private Opened open(ModelVersion candidate, Looking looking) {
    Holdouts.Opened opened =
        evaluator.holdouts().look(candidate, looking.by(GateForm.comparing(requirements)));
    HashedRows rows = opened.rows();
    return new Opened(candidate, rows, HeldOutSlices.of(requirements, rows), opened.look().used());
  }

  /** Scores a version on a holdout, which may be its own. */
  private GateSubject score(ModelVersion version, Opened holdout) {
    boolean own = version.number() == holdout.candidate().number();
    ScoredRows rows =
        own
            ? evaluator.scoreAgain(version, holdout.rows())
            : evaluator.score(version, holdout.rows());
    return new GateSubject(
            rows, version.label(), holdout.used().rows().data() + "/holdout", holdout.rows())
        .with(beside(version));
  }

  private Beside beside(ModelVersion version) {
    return new Beside(
        () -> versions.notes(version.number()), () -> evaluator.holdouts().leakage(version));
  }

  private Scored scored(ModelVersion version, GateSubject subject, Opened holdout) {
    Map<String, int[]> slices = holdout.slices().weights(LONGEST_SLICE);
    ScoredRows rows = subject.rows();
    return new Scored(
        version,
        evaluator.evaluation(version, holdout.used().rows(), rows, holdout.rows(), slices),
        evaluator.figures(rows, holdout.rows()));
  }

  private Evaluated put(Scored scored) {
    return files.put(scored.version(), scored.evaluation(), scored.figures());
  }

  /** Stores what verdicts on a candidate rest on, and names it with them in an entry. */
  void keep(ModelVersion candidate, String alias, Judgement judgement, Transition.Builder entry) {
    Optional<Evaluated> own = judgement.candidate().map(this::put);
    Optional<Evaluated> rival = judgement.rival().map(this::put);
    own.ifPresent(entry::change);
    rival.ifPresent(entry::change);
    entry.change(
        new Judged(
            candidate.model(),
            candidate.number(),
            alias,
            judgement.verdicts(),
            own.map(kept -> kept.document().blob()),
            rival.map(kept -> kept.document().blob())));
  }

  /**
   * Finds verdicts under which a version may move without another look: all gates passed, on rows
   * that have not changed, in comparison with the version that is in production. They are for an
   * alias, whichever they were for.
   */
  Optional<Judged> standing(ModelVersion candidate, String alias, ModelState state) {
    boolean stands =
        requirements.stream().noneMatch(gate -> gate.needs().contains(GateNeed.MORE_THAN_ROWS));
    LastJudgement last = last(candidate, state);
    return last.passed(requirements.stream().map(GateJudge::words).toList(), alias)
        .filter(judged -> stands)
        .filter(judged -> !comparesWithProduction() || last.isRival(state));
  }

  /** Returns what the gates said last of a version, unless another holdout was pinned since. */
  private static LastJudgement last(ModelVersion candidate, ModelState state) {
    Evaluations.Found found = state.evaluations().of(candidate.number());
    long since = state.holdout().since();
    Optional<BlobId> on = found.judged().judged().flatMap(Judged::evaluation);
    boolean stands =
        since == 0
            || IntStream.range(0, found.evaluated().size())
                .mapToObj(found.evaluated()::get)
                .anyMatch(
                    named ->
                        named.entry().sequence() > since
                            && on.equals(Optional.of(named.change().document().blob())));
    return stands ? found.judged() : LastJudgement.NONE;
  }

  /**
   * What is on record about a version.
   *
   * @param verdicts those that hold still
   * @param unknown the gates that have none, and what they need
   */
  record Known(List<GateVerdict> verdicts, List<String> unknown) {}

  /** Finds out what the gates say about a version without a look at held-out rows. */
  Known known(ModelVersion candidate, ModelState state) {
    LastJudgement last = last(candidate, state);
    OptionalInt production = state.named(ModelRegistry.PRODUCTION);
    List<GateVerdict> verdicts = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Gate requirement : requirements) {
      String gate = GateJudge.words(requirement);
      last.find(gate, compares(requirement), production)
          .ifPresentOrElse(verdicts::add, () -> unknown.add(gate + ": it needs the held-out rows"));
    }
    return new Known(verdicts, unknown);
  }

  /**
   * Judges a version on the rows held out by its split; without verdicts if there are no
   * requirements.
   *
   * @param production the version in production, if there is one
   * @param looking what is done with the version if all gates pass
   */
  Judgement judge(ModelVersion candidate, OptionalInt production, Looking looking) {
    if (requirements.isEmpty()) {
      return new Judgement(List.of(), Optional.empty(), Optional.empty());
    }
    Optional<Scored> scored = Optional.empty();
    try {
      Opened holdout = open(candidate, looking.against(rival(candidate, production)));
      GateSubject judged = score(candidate, holdout);
      scored = Optional.of(scored(candidate, judged, holdout));
      return judge(judged, scored, production, holdout);
    } catch (PredictionFailedException e) {
      LOG.warn("Cannot score {} or the version in production", candidate.label(), e);
      return new Judgement(GateJudge.unscored(requirements, e), scored, Optional.empty());
    }
  }

  /** No promise limits a comparison with the version itself, or with one that is skipped. */
  private OptionalInt rival(ModelVersion candidate, OptionalInt production) {
    boolean other =
        production.stream().anyMatch(n -> n != candidate.number() && !evaluator.skips(n));
    return other && comparesWithProduction() ? production : OptionalInt.empty();
  }

  private Judgement judge(
      GateSubject judged, Optional<Scored> scored, OptionalInt production, Opened holdout) {
    if (production.isEmpty() || !comparesWithProduction()) {
      return new Judgement(alone(requirements, judged, holdout), scored, Optional.empty());
    }
    if (evaluator.skips(production.getAsInt())) {
      return new Judgement(
          withoutRival(judged, holdout, production.getAsInt()), scored, Optional.empty());
    }
    try {
      ModelVersion champion = versions.version(production.getAsInt());
      Optional<int[]> some =
          evaluator.holdouts().comparable(holdout.candidate(), champion, holdout.rows());
      if (some.isPresent() && some.get().length == 0) {
        return new Judgement(withoutRows(judged, holdout, champion), scored, Optional.empty());
      }
      GateSubject rival = score(champion, holdout);
      Pair pair =
          some.map(rows -> pair(judged, rival, holdout, rows))
              .orElseGet(() -> new Pair(judged, rival, holdout));
      return new Judgement(
          compared(judged, pair, holdout),
          scored,
          Optional.of(scored(champion, pair.rival(), pair.on())));
    } catch (CorruptDataException | ModelUnavailableException e) {
      Throwable damage = e instanceof CorruptDataException ? e : e.getCause();
      if (damage instanceof CorruptDataException) {
        return new Judgement(
            withoutRival(judged, holdout, production.getAsInt(), damage), scored, Optional.empty());
      }
      throw e;
    }
  }

  private Pair pair(GateSubject candidate, GateSubject rival, Opened holdout, int[] places) {
    HashedRows rows = holdout.rows().only(places);
    return new Pair(
        candidate.among(places, rows),
        rival.among(places, rows),
        new Opened(
            holdout.candidate(), rows, HeldOutSlices.of(requirements, rows), holdout.used()));
  }

  /** Judges by each requirement, and compares on the rows of the pair. */
  private List<GateVerdict> compared(GateSubject candidate, Pair pair, Opened holdout) {
    // The usual case: one pass over all requirements.
    if (pair.on().rows().size() == holdout.rows().size()) {
      return against(requirements, pair);
    }
    String rows =
        String.format(
            Locale.ROOT,
            " (%d of %d held-out rows: %s learned from the others)",
            pair.on().rows().size(),
            holdout.rows().size(),
            pair.rival().label());
    List<GateVerdict> verdicts = new ArrayList<>();
    for (Gate requirement : requirements) {
      List<Gate> one = List.of(requirement);
      if (compares(requirement)) {
        GateVerdict said = against(one, pair).get(0);
        verdicts.add(explained(said, said.verdict(), said.explanation() + rows));
      } else {
        verdicts.addAll(alone(one, candidate, holdout));
      }
    }
    return verdicts;
  }

  private static List<GateVerdict> alone(List<Gate> gates, GateSubject candidate, Opened holdout) {
    return GateJudge.judge(gates, candidate, Optional.empty(), holdout.slices(), Level.USUAL);
  }

  private static List<GateVerdict> against(List<Gate> gates, Pair pair) {
    Opened on = pair.on();
    boolean itself = pair.rival().label().equals(pair.candidate().label());
    Level level = itself ? Level.USUAL : Level.of(on.used().spent());
    return GateJudge.judge(gates, pair.candidate(), Optional.of(pair.rival()), on.slices(), level);
  }

  /**
   * Returns whether the version in production must be scored. If not, it is not loaded: one that
   * cannot be loaded any more, or does not know a new column or class, must not block its
   * successor.
   */
  private boolean comparesWithProduction() {
    return requirements.stream().anyMatch(Judging::compares);
  }

  private static boolean compares(Gate gate) {
    return gate.needs().contains(GateNeed.PRODUCTION);
  }

  /**
   * Judges a candidate while the files of the version in production are corrupt: there is nothing
   * to compare with, as the verdicts explain. The corruption is permanent, so waiting would not
   * help.
   */
  private List<GateVerdict> withoutRival(
      GateSubject candidate, Opened holdout, int production, Throwable damage) {
    LOG.warn("Nothing to compare {} with", candidate.label(), damage);
    String why = "; " + label(production) + " cannot be loaded: " + damage.getMessage();
    return withoutRival(
        candidate, holdout, said -> explained(said, said.verdict(), said.explanation() + why));
  }

  /**
   * Judges a candidate while the version in production is skipped, since its last load ended the
   * process: that may happen again, or never. So nothing that must be compared with it passes.
   */
  private List<GateVerdict> withoutRival(GateSubject candidate, Opened holdout, int production) {
    String why =
        String.format(
            "%s in production is not loaded to compare with, as the process ended during its last"
                + " load (roll back: then the version before is compared; or start again, which"
                + " tries it once more; or open the model without this gate)",
            label(production));
    return undecided(candidate, holdout, why);
  }

  /** Judges a candidate whose held-out rows the version in production all learned from. */
  private List<GateVerdict> withoutRows(
      GateSubject candidate, Opened holdout, ModelVersion production) {
    return undecided(
        candidate,
        holdout,
        String.format(
            "%s in production learned from all %d held-out rows of %s, so that they say nothing of"
                + " which is better (split the data as for the version in production, or hold out"
                + " newer rows)",
            production.label(), holdout.rows().size(), candidate.label()));
  }

  private List<GateVerdict> undecided(GateSubject candidate, Opened holdout, String why) {
    LOG.warn("Nothing to compare {} with: {}", candidate.label(), why);
    return withoutRival(
        candidate,
        holdout,
        said ->
            said.passed()
                ? explained(said, Verdict.INCONCLUSIVE, why)
                : explained(said, said.verdict(), said.explanation() + "; " + why));
  }

  private List<GateVerdict> withoutRival(
      GateSubject candidate, Opened holdout, UnaryOperator<GateVerdict> explained) {
    List<GateVerdict> verdicts = new ArrayList<>(alone(requirements, candidate, holdout));
    for (int i = 0; i < verdicts.size(); i++) {
      if (compares(requirements.get(i))) {
        verdicts.set(i, explained.apply(verdicts.get(i)));
      }
    }
    return verdicts;
  }

  private static GateVerdict explained(GateVerdict said, Verdict verdict, String explanation) {
    GateVerdict.Builder more =
        GateVerdict.builder(said.gate(), verdict, explanation).figures(said.figures());
    return (said.rowsRead() ? more.rowsRead() : more).build();
  }
}
