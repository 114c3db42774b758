package io.lifecycle4j.core.registry;

import static io.lifecycle4j.core.registry.GatesBesideRows.explained;
import static io.lifecycle4j.core.registry.GatesBesideRows.skipped;
import static io.lifecycle4j.core.registry.GatesBesideRows.withoutData;

import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.evaluation.Holdouts.Looking;
import io.lifecycle4j.core.evaluation.Holdouts.Place;
import io.lifecycle4j.core.registry.HeldOutScoring.Opened;
import io.lifecycle4j.core.registry.HeldOutScoring.Pair;
import io.lifecycle4j.core.registry.HeldOutScoring.Scored;
import io.lifecycle4j.core.registry.gates.GateJudge;
import io.lifecycle4j.core.registry.gates.GateSubject;
import io.lifecycle4j.core.registry.gates.Level;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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
   * Verdicts on a version.
   *
   * @param verdicts one for each requirement
   * @param production the version in production that gates compare it with; empty if none does
   * @param on the rows; empty if they could not be opened
   * @param candidate how the version was evaluated; empty if it could not be scored
   * @param rival how the version in production was evaluated; empty if it was not compared
   */
  record Judgement(
      List<GateVerdict> verdicts,
      OptionalInt production,
      Optional<Opened> on,
      Optional<Scored> candidate,
      Optional<Scored> rival) {
    /** Returns one before anything was opened. */
    static Judgement begun(OptionalInt production) {
      return new Judgement(
          List.of(), production, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Judgement on(Opened holdout) {
      return new Judgement(verdicts, production, Optional.of(holdout), candidate, rival);
    }

    private Judgement of(Scored scored) {
      return new Judgement(verdicts, production, on, Optional.of(scored), rival);
    }

    private Judgement against(Scored scored) {
      return new Judgement(verdicts, production, on, candidate, Optional.of(scored));
    }

    /** Returns the same with more verdicts. */
    Judgement with(List<GateVerdict> more) {
      return saying(Stream.of(verdicts, more).flatMap(List::stream).toList());
    }

    /** Returns the same with other verdicts. */
    Judgement saying(List<GateVerdict> others) {
      return new Judgement(others, production, on, candidate, rival);
    }

    private OptionalDouble level() {
      double level = on.map(holdout -> holdout.used().spent().level()).orElse(0.0);
      return level > 0 ? OptionalDouble.of(level) : OptionalDouble.empty();
    }
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
            new Looking("evaluate", "", by.actor().name(), by.reason(), OptionalInt.empty()));
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
            judgement.on().map(holdout -> holdout.used().rows()),
            judgement.production(),
            judgement.level(),
            own.map(kept -> kept.document().blob()),
            rival.map(kept -> kept.document().blob()));
    entry.change(
        new Judged(
            candidate.model(), candidate.number(), required.alias(), judgement.verdicts(), basis));
  }

  /**
   * Finds verdicts for the alias under which a version may move without another look: all gates
   * that need rows passed, and they would say the same again, as they judge by the same rows, and
   * compare with the same version. The other gates judge again.
   */
  Optional<Judged> standing(ModelVersion candidate, ModelState state) {
    boolean again = gates.stream().anyMatch(Judging::isAskedAgain);
    return last(candidate, state)
        .filter(judged -> !again && judged.basis().evaluation().isPresent())
        .filter(judged -> judged.basis().requirements().equals(required.digests()))
        .filter(judged -> gates.stream().allMatch(gate -> passed(gate, judged)))
        .filter(judged -> !comparesWithProduction() || isRival(judged, state))
        .map(judged -> beside.again(judged, candidate, state.named(ModelRegistry.PRODUCTION)));
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

  /** Returns whether the version in production is the one that another was compared with. */
  private static boolean isRival(Judged judged, ModelState state) {
    return judged.basis().production().equals(state.named(ModelRegistry.PRODUCTION));
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
    Optional<Judged> last = last(candidate, state);
    List<GateVerdict> verdicts = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Gate gate : gates) {
      last.filter(judged -> !GateChecks.compares(gate) || isRival(judged, state))
          .flatMap(judged -> find(gate, judged))
          .ifPresentOrElse(
              verdicts::add,
              () -> unknown.add(GateJudge.words(gate) + ": it needs the held-out rows"));
    }
    verdicts.addAll(beside.judge(candidate, state.named(ModelRegistry.PRODUCTION)));
    return new Known(verdicts, unknown);
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
    return beside.judge(candidate, production, () -> onRows(candidate, production, looking));
  }

  private Judgement onRows(ModelVersion candidate, OptionalInt production, Looking looking) {
    Judgement begun = Judgement.begun(comparesWithProduction() ? production : OptionalInt.empty());
    if (gates.isEmpty()) {
      return begun;
    }
    Opened holdout;
    try {
      holdout = scoring.open(candidate, looking.against(rival(candidate, production)));
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
    return Judgement.begun(comparesWithProduction() ? production : OptionalInt.empty())
        .with(GateJudge.unscored(required.gates(), failure));
  }

  private Judgement judge(Judgement begun, GateSubject judged, Opened holdout) {
    if (begun.production().isEmpty()) {
      return begun.with(alone(gates, judged, holdout));
    }
    int production = begun.production().getAsInt();
    if (evaluator.skips(production)) {
      return begun.with(undecided(judged, holdout, skipped(versions.label(production))));
    }
    try {
      ModelVersion champion = versions.version(production);
      Optional<Pair> pair = scoring.pair(judged, champion, holdout);
      return pair.isEmpty()
          ? begun.with(withoutRows(judged, holdout, champion))
          : begun
              .with(compared(judged, pair.get(), holdout))
              .against(scoring.scored(champion, pair.get().rival(), pair.get().on()));
    } catch (CorruptDataException | ModelUnavailableException e) {
      Throwable damage = e instanceof CorruptDataException ? e : e.getCause();
      if (damage instanceof CorruptDataException) {
        return begun.with(withoutRival(judged, holdout, production, damage));
      }
      throw e;
    }
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
    return gates.stream().anyMatch(GateChecks::compares);
  }

  /**
   * Judges a candidate while the files of the version in production are corrupt: there is nothing
   * to compare with, as the verdicts explain. The corruption is permanent, so waiting would not
   * help.
   */
  private List<GateVerdict> withoutRival(
      GateSubject candidate, Opened holdout, int production, Throwable damage) {
    LOG.warn("Nothing to compare {} with", candidate.label(), damage);
    String why = "; " + versions.label(production) + " cannot be loaded: " + damage.getMessage();
    return withoutRival(
        candidate, holdout, said -> explained(said, said.verdict(), said.explanation() + why));
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
    List<GateVerdict> verdicts = new ArrayList<>(alone(gates, candidate, holdout));
    for (int i = 0; i < verdicts.size(); i++) {
      if (GateChecks.compares(gates.get(i))) {
        verdicts.set(i, explained.apply(verdicts.get(i)));
      }
    }
    return verdicts;
  }
}
