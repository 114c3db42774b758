package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.evaluation.LiveModel;
import io.lifecycle4j.core.evaluation.Looking;
import io.lifecycle4j.core.model.VersionFit;
import io.lifecycle4j.core.registry.Move.Wait;
import io.lifecycle4j.core.registry.Move.Way;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.PolicyOverridden;
import io.lifecycle4j.registry.PromotionPreview;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Task;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges candidates of one model, and prepares moves of its aliases.
 *
 * <p>Thread-safe.
 */
public final class Promotions {
  private static final Logger LOG = LoggerFactory.getLogger(Promotions.class);

  private final ModelVersions versions;
  private final Decisions decisions;
  private final Evaluator evaluator;
  private final List<Gate> named;
  private final Task<?> task;
  private final ApprovalCheck approvals;

  /**
   * Creates the promotions of a model.
   *
   * @param named the gates that this process names, beside those of policies
   * @param task that of the model, which says what is compared with baselines by default
   * @param clock says which approvals have expired
   */
  public Promotions(
      ModelVersions versions,
      Decisions decisions,
      Evaluator evaluator,
      List<Gate> named,
      Task<?> task,
      InstantSource clock) {
    this.approvals = new ApprovalCheck(versions, decisions, clock);
    this.versions = versions;
    this.decisions = decisions;
    this.evaluator = evaluator;
    this.named = List.copyOf(named);
    this.task = task;
  }

  private Judging judging(Requirements required) {
    return new Judging(versions, decisions, evaluator, required);
  }

  private Requirements required(String what, String alias) {
    return Requirements.of("Cannot " + what, alias, versions.state(), named, task);
  }

  private Requirements known(String alias, ModelState state) {
    return Requirements.known(alias, state, named, task);
  }

  /** Evaluates a version on the rows held out by the split it was trained on. */
  public Evaluation evaluate(ModelVersion version, Actor actor) {
    Requirements known = known(ModelRegistry.PRODUCTION, versions.state());
    return judging(known).evaluate(versions.usable("evaluate", version), actor);
  }

  /** Begins to test how much worse a version gets. The registry names the report. */
  public StressReport.Builder stress(ModelVersion version, Actor actor) {
    ModelVersion registered = versions.usable("stress", version);
    By by = new By(Action.JUDGE, actor, "Tested how much worse it gets");
    EvaluationFiles files = new EvaluationFiles(versions.registry());
    return evaluator.stress(
        registered,
        looking("stress", ModelRegistry.PRODUCTION, by),
        report ->
            decisions.decide(
                Action.JUDGE, by.transition().change(files.put(registered, report)).build()));
  }

  /** Judges a version for an alias on the rows held out by its split; empty without gates. */
  public List<GateVerdict> judge(ModelVersion version, String alias, By by) {
    ModelVersion candidate = versions.usable("judge", version);
    String to = alias.equals(ModelRegistry.PRODUCTION) ? "" : " for " + alias;
    Transition.Builder entry = by.transition();
    Requirements required = required("judge " + version.label() + to, alias);
    List<GateVerdict> verdicts =
        judge(required, looking("judge", alias, by), candidate, Optional.empty(), entry);
    if (!verdicts.isEmpty()) {
      decisions.decide(Action.JUDGE, entry.build());
    }
    return verdicts;
  }

  /** Judges a version, and adds the verdicts to an entry, with what they rest on. */
  private List<GateVerdict> judge(
      Requirements required,
      Looking looking,
      ModelVersion candidate,
      Optional<String> override,
      Transition.Builder entry) {
    VersionFit.findOtherDecision(candidate.label(), candidate.manifest().task(), task)
        .ifPresent(LOG::warn);
    Judging judging = judging(required);
    Judgement judgement =
        override.isPresent()
            ? judgeAnyway(required, looking, candidate)
            : judging.judge(candidate, production(), looking);
    if (!judgement.verdicts().isEmpty()) {
      judging.keep(candidate, judgement, entry);
    }
    return judgement.verdicts();
  }

  /** If held-out rows are lost or used up, each verdict is an error. */
  private Judgement judgeAnyway(Requirements required, Looking looking, ModelVersion candidate) {
    try {
      return judging(required).judge(candidate, production(), looking).with(required.missing());
    } catch (OperationInterruptedException e) {
      throw e;
    } catch (LifecycleException e) {
      LOG.warn("Cannot judge {}", candidate.label(), e);
      return judging(required).unscored(production(), e).with(required.missing());
    }
  }

  /**
   * Judges a version, and prepares its promotion if every gate passes. A refusal is recorded.
   *
   * @return what writes the verdicts and the move; that fails if the alias moves in the meantime
   * @param override why it is promoted also if a gate does not pass; empty if it is not
   * @throws GateFailedException if a gate did not pass
   */
  public Move promotion(
      ModelVersion version, AliasTarget target, By by, Optional<String> override) {
    AliasMoved move = move(version, target);
    ModelVersion candidate = versions.version(move.version());
    Transition entry =
        judged("promote", candidate, target.alias(), by, override).change(move).build();
    return new Move(by, List.of(target.way(move.version(), who -> entry)), Wait.NAMED);
  }

  private static String what(ModelVersion version, AliasTarget target) {
    return "promote " + version.label() + to(target.alias());
  }

  private static String to(String alias) {
    return alias.equals(ModelRegistry.PRODUCTION) ? "" : " to " + alias;
  }

  /** Returns the move of a promotion, which gates may still reject. */
  private AliasMoved move(ModelVersion version, AliasTarget target) {
    versions.registry().refresh();
    ModelVersion candidate = versions.usable("promote", version);
    String model = versions.model();
    String alias = target.alias();
    ModelState state = versions.state();
    OptionalInt current = state.named(alias);
    OptionalLong seen = state.aliases().past(alias).seen();
    target.checkMeant("Cannot " + what(candidate, target), state);
    target.checkCurrent("Cannot " + what(candidate, target), model, state);
    checkNotNamed(what(candidate, target), candidate, alias, current);
    RegisteredVersions.checkNotArchived(
        "Cannot " + what(candidate, target), state.versions().get(candidate.number() - 1));
    state.checkMoves(model, alias, candidate.number());
    state.lock().checkOpen("Cannot " + what(candidate, target));
    return new AliasMoved(model, alias, current, seen, candidate.number(), Direction.FORWARD);
  }

  static void checkNotInProduction(String verb, ModelVersion candidate, OptionalInt production) {
    checkNotNamed(verb + " " + candidate.label(), candidate, ModelRegistry.PRODUCTION, production);
  }

  private static void checkNotNamed(
      String what, ModelVersion candidate, String alias, OptionalInt current) {
    if (current.equals(OptionalInt.of(candidate.number()))) {
      boolean serves = alias.equals(ModelRegistry.PRODUCTION);
      throw new ConflictException(
          "Cannot " + what + ": " + (serves ? "it is in production" : alias + " names it already"));
    }
  }

  /**
   * Begins an entry with the verdicts on a version in comparison with the one in production, and
   * the policy that it fulfils by them. Throws if a gate did not pass. Verdicts that stand are not
   * found out again.
   *
   * @param verb what is done with the version if all pass, for messages
   * @param alias what is to name the version
   * @param override why the alias moves also if a gate does not pass; empty if it does not
   */
  Transition.Builder judged(
      String verb, ModelVersion candidate, String alias, By by, Optional<String> override) {
    Transition.Builder entry = by.transition();
    String what = verb + " " + candidate.label() + to(alias);
    Requirements required =
        override.isPresent() ? known(alias, versions.state()) : required(what, alias);
    if (override.isEmpty()) {
      approvals.check(what, candidate, alias, by);
    }
    Optional<Judged> standing =
        judging(required)
            .standing(candidate, versions.state())
            .filter(found -> required.missing().isEmpty());
    List<GateVerdict> verdicts;
    if (standing.isPresent()) {
      LOG.info("No look at held-out rows to {}: the verdicts on it stand", what);
      verdicts = standing.get().verdicts();
      entry.change(standing.get());
    } else {
      verdicts = judge(required, looking(verb, alias, by), candidate, override, entry);
    }
    if (verdicts.isEmpty()) {
      LOG.warn("Nothing was evaluated to {}: neither the model nor a policy has gates", what);
    }
    if (override.isEmpty()) {
      refuse(what, required, verdicts, by.action(), entry);
      approvals.checkStill(what, candidate, alias, by, judged(verdicts, entry));
    } else {
      String lack = approvals.lack(candidate, alias, by, judged(verdicts, entry));
      if (!failures(verdicts).isEmpty() || !lack.isEmpty()) {
        return entry.change(overridden(required, candidate, override.get() + lack));
      }
    }
    required.met(entry, candidate.model(), candidate.number());
    return entry;
  }

  private static Optional<Transition> judged(List<GateVerdict> verdicts, Transition.Builder entry) {
    return verdicts.isEmpty() ? Optional.empty() : Optional.of(entry.build());
  }

  private static PolicyOverridden overridden(
      Requirements required, ModelVersion candidate, String why) {
    return new PolicyOverridden(
        candidate.model(),
        candidate.number(),
        required.alias(),
        required.policy(),
        FreeText.of("reason of an override", why));
  }

  private static Looking looking(String verb, String alias, By by) {
    return new Looking(verb, alias, by.actor().name(), by.reason(), OptionalInt.empty());
  }

  private void refuse(
      String what,
      Requirements required,
      List<GateVerdict> verdicts,
      Action action,
      Transition.Builder entry) {
    List<String> failures = failures(verdicts);
    if (!failures.isEmpty()) {
      decisions.decide(action, entry.build());
      throw new GateFailedException(required.refusal("Cannot " + what, verdicts), failures);
    }
  }

  /**
   * Finds out what a promotion would do, without a look at held-out rows.
   *
   * @param promoter who would promote; empty if that is not known
   * @param tolerance how far two predicted numbers may differ to count as alike
   */
  public PromotionPreview preview(
      ModelVersion version,
      AliasTarget target,
      Optional<Actor> promoter,
      LiveModel live,
      double tolerance) {
    return new Previews(this, versions, live, tolerance).of(version, target, promoter);
  }

  /** Returns why a version would not be promoted whatever its gates say. */
  List<String> refusals(ModelVersion version, AliasTarget target, Optional<Actor> promoter) {
    List<String> refusals = new ArrayList<>();
    promoter
        .flatMap(who -> decisions.findRefusal(Action.PROMOTE, who, target.alias()))
        .ifPresent(refusals::add);
    try {
      move(version, target);
    } catch (ConflictException | NotFoundException | PurgedDataException | ReadOnlyException e) {
      refusals.add(String.valueOf(e.getMessage()));
    }
    versions.registered(version);
    GivenApprovals.Count approved = approvals.count(version.number(), target.alias(), promoter);
    if (approved.missing() > 0) {
      refusals.add(approved.said());
    }
    try {
      required(what(version, target), target.alias());
    } catch (NotFoundException e) { // a gate of the policy
      refusals.add(String.valueOf(e.getMessage()));
    }
    return refusals;
  }

  /**
   * Returns what is known of the gates of an alias without a look at held-out rows.
   *
   * @param changed the share of requests that the version answers differently from production
   */
  Judging.Known known(
      ModelVersion candidate, String alias, ModelState state, OptionalDouble changed) {
    return judging(known(alias, state)).known(candidate, state, changed);
  }

  /** Says of each gate that did not pass what it found. */
  static List<String> failures(List<GateVerdict> verdicts) {
    return verdicts.stream().filter(verdict -> !verdict.passed()).map(Requirements::said).toList();
  }

  /**
   * Prepares the return of an alias to an earlier version that was not rolled back, the newest
   * first; an older one if it cannot be loaded any more. It fails if the alias moves in the
   * meantime.
   *
   * @throws NotFoundException if there is no earlier version
   * @throws ConflictException if the alias names another version than it must
   */
  public Move rollback(AliasTarget target, By by) {
    versions.registry().refresh();
    String model = versions.model();
    // Read once: between two reads, another process may roll back.
    ModelState state = versions.state();
    String what = target.serves() ? model : target.alias() + " of " + model;
    target.checkCurrent("Cannot roll back " + what, model, state);
    List<Way> ways =
        state.waysBack(model, target.alias()).stream()
            .map(back -> target.way(back.version(), who -> who.transition().change(back).build()))
            .toList();
    boolean insists = target.serves() && target.insists();
    By said = insists ? by.saying(" (without a replay)") : by;
    By saying = said.skipping(state.passedOver(target.alias()));
    return new Move(saying, ways, target.waiting());
  }

  private OptionalInt production() {
    return versions.named(ModelRegistry.PRODUCTION);
  }
}
