package io.lifecycle4j.core.registry;

import static io.lifecycle4j.core.registry.GatesBesideRows.withoutData;

import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.evaluation.Holdouts.Foreseen;
import io.lifecycle4j.core.evaluation.Holdouts.Place;
import io.lifecycle4j.core.evaluation.Looking;
import io.lifecycle4j.core.registry.HeldOutScoring.Opened;
import io.lifecycle4j.core.registry.HeldOutScoring.Pair;
import io.lifecycle4j.core.registry.HeldOutScoring.Scored;
import io.lifecycle4j.core.registry.gates.GateJudge;
import io.lifecycle4j.core.registry.gates.GateSubject;
import io.lifecycle4j.core.registry.gates.Level;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgementBasis;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges versions of one model by the requirements of an alias, on held-out rows.
 *
 * <p>Thread-safe.
 */
final class Judging {
  private static final Logger LOG = LoggerFactory.getLogger(Judging.class);

  private final ModelVersions versions;
  private final Evaluator evaluator;
  private final Decisions decisions;
  private final HeldOutScoring scoring;
  private final Requirements required;
  private final GatesBesideRows beside;
  private final List<Gate> gates; // those that need held-out rows

  Judging(ModelVersions versions, Decisions decisions, Evaluator evaluator, Requirements required) {
    this.versions = versions;
    this.evaluator = evaluator;
    this.decisions = decisions;
    this.required = required;
    this.beside = new GatesBesideRows(versions, evaluator, required.gates());
    this.gates = beside.onRows();
    this.scoring = new HeldOutScoring(versions, evaluator, gates);
  }

  /**
   * Evaluates a version on the rows held out by the split it was trained on. The registry names the
   * evaluation.
   */
  Evaluation evaluate(ModelVersion version, Actor actor) {
    By by = new By(Action.JUDGE, actor, "Evaluated on " + evaluator.describe(version));
    Opened holdout =
        scoring.open(
            version,
            new Looking(
                "evaluate",
                ModelRegistry.PRODUCTION,
                by.actor().name(),
                by.reason(),
                OptionalInt.empty()));
    Scored found = scoring.scored(version, scoring.score(version, holdout), holdout);
    decisions.decide(Action.JUDGE, by.transition().change(scoring.put(found)).build());
    return found.evaluation();
  }

  /** Stores what verdicts on a candidate rest on, and names it with them in an entry. */
  void keep(ModelVersion candidate, Judgement judgement, Transition.Builder entry) {
    Optional<Evaluated> own = judgement.candidate().map(scoring::put);
    Optional<Evaluated> rival = judgement.rival().map(scoring::put);
    own.ifPresent(entry::change);
    rival.ifPresent(entry::change);
    JudgementBasis basis =
        new JudgementBasis(
            required.digests(),
            judgement.on().map(Opened::from),
            judgement.production(),
            judgement.level(),
            own.map(kept -> kept.document().blob()),
            rival.map(kept -> kept.document().blob()));
    entry.change(
        new Judged(
            candidate.model(), candidate.number(), required.alias(), judgement.verdicts(), basis));
  }

  /**
   * Finds verdicts for the alias under which a version may move without another look: the same
   * gates judged it by the same rows, and compared it with the same version, and all that would say
   * the same again passed. The others are asked again, about the evaluation that those judged.
   */
  Optional<Judged> standing(ModelVersion candidate, ModelState state) {
    return last(candidate, state)
        .filter(judged -> judged.basis().evaluation().isPresent())
        .filter(judged -> judged.basis().rows().isPresent())
        .filter(judged -> judged.basis().requirements().equals(required.digests()))
        .filter(judged -> !comparesWithProduction() || isCompared(candidate, judged, state))
        .filter(
            judged -> gates.stream().allMatch(gate -> isAskedAgain(gate) || passed(gate, judged)))
        .map(judged -> beside.again(judged, candidate, state.named(ModelRegistry.PRODUCTION)))
        .map(judged -> again(candidate, judged));
  }

  private Judged again(ModelVersion candidate, Judged judged) {
    List<Gate> asked = gates.stream().filter(Judging::isAskedAgain).toList();
    if (asked.isEmpty() || GatesBesideRows.isUnsafe(judged.verdicts())) {
      return judged;
    }
    JudgementBasis basis = judged.basis();
    Iterator<GateVerdict> said =
        new Judging(versions, decisions, evaluator, required.only(asked))
            .onRows(candidate, basis.production(), rows -> rows.again(candidate, basis))
            .verdicts()
            .iterator();
    List<GateVerdict> verdicts = new ArrayList<>(judged.verdicts());
    asked.forEach(gate -> verdicts.set(required.gates().indexOf(gate), said.next()));
    return new Judged(judged.model(), judged.version(), judged.alias(), verdicts, basis);
  }

  /** Returns whether the promise gives a comparison as high a level as it was made at. */
  private boolean isGiven(ModelVersion candidate, JudgementBasis basis) {
    OptionalInt rival = basis.production();
    return basis.level().isEmpty()
        || rival.isEmpty()
        || evaluator
            .holdouts()
            .gives(required.alias(), candidate, rival.getAsInt(), basis.level().getAsDouble());
  }

  /** Returns whether a gate may say something else of the same rows, or be another one. */
  private static boolean isAskedAgain(Gate gate) {
    return gate.needs().contains(GateNeed.MORE_THAN_ROWS) || !GateForm.isExact(gate);
  }

  private static boolean passed(Gate gate, Judged judged) {
    return find(gate, judged).stream().anyMatch(GateVerdict::passed);
  }

  /** Returns what the gates said last for the alias, unless other rows judge the version now. */
  private Optional<Judged> last(ModelVersion candidate, ModelState state) {
    Place place = evaluator.holdouts().place(candidate);
    return state
        .evaluations()
        .of(candidate.number())
        .judged(required.alias())
        .filter(judged -> judged.basis().rows().map(Place::of).map(place::equals).orElse(true));
  }

  /** Returns whether a comparison with production holds still, by version and level. */
  private boolean isCompared(ModelVersion candidate, Judged judged, ModelState state) {
    return isRival(judged, state) && isGiven(candidate, judged.basis());
  }

  /**
   * Returns whether the version in production is the one that another was compared with, if any.
   */
  private static boolean isRival(Judged judged, ModelState state) {
    JudgementBasis basis = judged.basis();
    return basis.production().equals(state.named(ModelRegistry.PRODUCTION))
        && basis.production().isPresent() == basis.rival().isPresent();
  }

  /**
   * What is on record about a version.
   *
   * @param verdicts those that hold still
   * @param unknown the gates that have none, as a promotion asks them, and what they need
   */
  record Known(List<GateVerdict> verdicts, List<String> unknown) {}

  /**
   * Finds out what the gates say about a version without a look at held-out rows.
   *
   * @param changed the share of requests that it answers differently from production, if known
   */
  Known known(ModelVersion candidate, ModelState state, OptionalDouble changed) {
    OptionalInt production = state.named(ModelRegistry.PRODUCTION);
    ForeseenPower power =
        new ForeseenPower(
            candidate.manifest().task(), changed, () -> foreseen(candidate, production));
    Optional<Judged> last = last(candidate, state);
    List<GateVerdict> verdicts = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Gate gate : gates) {
      Optional<GateVerdict> said =
          last.filter(judged -> !GateChecks.compares(gate) || isCompared(candidate, judged, state))
              .flatMap(judged -> find(gate, judged));
      if (said.isPresent() && !isAskedAgain(gate)) {
        verdicts.add(said.get());
      } else {
        unknown.add(
            GateJudge.words(gate)
                + (said.isPresent()
                    ? ": it is asked again"
                    : ": it needs the held-out rows" + power.words(gate)));
      }
    }
    verdicts.addAll(beside.judge(candidate, production));
    return new Known(verdicts, unknown);
  }

  private Optional<Foreseen> foreseen(ModelVersion candidate, OptionalInt production) {
    return ForeseenPower.foresee(
        versions,
        evaluator.holdouts(),
        candidate,
        new Looking("preview", required.alias(), "", "", production, GateForm.comparing(gates)));
  }

  private static Optional<GateVerdict> find(Gate gate, Judged judged) {
    int place = judged.basis().requirements().indexOf(GateForm.digest(gate));
    return place < 0
        ? Optional.empty()
        : Optional.of(judged.verdicts().get(place)).filter(said -> said.verdict() != Verdict.ERROR);
  }

  /**
   * Judges a version on the rows held out by its split; without verdicts if there are no
   * requirements.
   *
   * @param production the version in production, if there is one
   * @param looking what is done with the version if all gates pass
   */
  Judgement judge(ModelVersion candidate, OptionalInt production, Looking looking) {
    Looking against = looking.against(rival(candidate, production));
    return beside.judge(
        candidate,
        production,
        () ->
            gates.isEmpty()
                ? begun(production)
                : onRows(candidate, production, rows -> rows.open(candidate, against)));
  }

  private Judgement begun(OptionalInt production) {
    return Judgement.begun(comparesWithProduction() ? production : OptionalInt.empty());
  }

  private Judgement onRows(
      ModelVersion candidate, OptionalInt production, Function<HeldOutScoring, Opened> opening) {
    Judgement begun = begun(production);
    Opened holdout;
    try {
      holdout = opening.apply(scoring);
    } catch (NotFoundException e) {
      return begun.with(withoutData(gates, e));
    }
    try {
      begun = begun.on(holdout);
      GateSubject judged = scoring.score(candidate, holdout);
      begun = begun.of(scoring.scored(candidate, judged, holdout));
      return judge(begun, judged, holdout);
    } catch (PredictionFailedException e) {
      LOG.warn("Cannot score {} or the version in production", candidate.label(), e);
      return begun.with(GateJudge.unscored(gates, e));
    }
  }

  /** No promise limits a comparison with the version itself, or with one that is skipped. */
  private OptionalInt rival(ModelVersion candidate, OptionalInt production) {
    boolean other =
        production.stream().anyMatch(n -> n != candidate.number() && !evaluator.skips(n));
    return other && comparesWithProduction() ? production : OptionalInt.empty();
  }

  /** Returns the verdicts on a version that cannot be judged at all. */
  Judgement unscored(OptionalInt production, LifecycleException failure) {
    return begun(production).with(GateJudge.unscored(required.gates(), failure));
  }

  private Judgement judge(Judgement begun, GateSubject judged, Opened holdout) {
    if (begun.production().isEmpty()) {
      return begun.with(alone(gates, judged, holdout));
    }
    return new Rival(versions, evaluator, begun.production().getAsInt())
        .compare(
            champion -> compared(begun, judged, holdout, champion),
            none -> begun.with(none.judge(gates, judged, holdout.slices())));
  }

  private Judgement compared(
      Judgement begun, GateSubject judged, Opened holdout, ModelVersion champion) {
    Optional<Pair> pair = scoring.pair(judged, champion, holdout);
    if (pair.isEmpty()) {
      NoRival learned = learned(holdout, champion);
      LOG.warn("Nothing to compare {} with: {}", judged.label(), learned.why());
      return begun.with(learned.judge(gates, judged, holdout.slices()));
    }
    return begun
        .with(compared(judged, pair.get(), holdout))
        .against(scoring.scored(champion, pair.get().rival(), pair.get().on()));
  }

  /** Returns why a candidate is not compared whose held-out rows production all learned from. */
  private static NoRival learned(Opened holdout, ModelVersion production) {
    return new NoRival(
        String.format(
            "%s in production learned from all %d held-out rows of %s, so that they say nothing of"
                + " which is better (split the data as for the version in production, or hold out"
                + " newer rows)",
            production.label(), holdout.rows().size(), holdout.candidate().label()),
        true);
  }

  /** Judges by each requirement, and compares on the rows of the pair. */
  private List<GateVerdict> compared(GateSubject candidate, Pair pair, Opened holdout) {
    // The usual case: one pass over all gates.
    if (pair.on().rows().size() == holdout.rows().size()) {
      return against(gates, pair);
    }
    String rows =
        String.format(
            Locale.ROOT,
            " (%d of %d held-out rows: %s learned from the others)",
            pair.on().rows().size(),
            holdout.rows().size(),
            pair.rival().label());
    List<GateVerdict> verdicts = new ArrayList<>();
    for (Gate requirement : gates) {
      List<Gate> one = List.of(requirement);
      if (GateChecks.compares(requirement)) {
        GateVerdict said = against(one, pair).get(0);
        verdicts.add(said.saying(said.verdict(), said.explanation() + rows));
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
    return GateJudge.judge(
        gates, pair.candidate(), Optional.of(pair.rival()), on.slices(), on.level());
  }

  /**
   * Returns whether the version in production must be scored. If not, it is not loaded: one that
   * cannot be loaded any more, or does not know a new column or class, must not block its
   * successor.
   */
  private boolean comparesWithProduction() {
    return gates.stream().anyMatch(GateChecks::compares);
  }
}
