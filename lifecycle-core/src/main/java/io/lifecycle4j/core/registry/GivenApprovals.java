package io.lifecycle4j.core.registry;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.MissingApprovalsException;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.ApprovalWithdrawn;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.JudgementBasis;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.RolloutEnded;
import io.lifecycle4j.registry.RolloutStepped;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionApproved;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The approvals of the versions of a model that were not withdrawn. A promotion uses up those of
 * its version, and so do a rollback from it and the end of its rollout. Immutable.
 *
 * @param all at most one for an actor, a version and an alias; oldest first
 */
record GivenApprovals(List<Given> all) implements StatePart {
  static final GivenApprovals NONE = new GivenApprovals(List.of());

  /**
   * An approval, and the entry that gave it.
   *
   * @param over what has used it up since, in words; empty if nothing has
   */
  record Given(VersionApproved approval, AuditRecord entry, Optional<String> over) {
    private boolean isBy(Actor actor, int version, String alias) {
      return isOf(version, alias) && actor.isSame(actor());
    }

    private Given usedUp(String by) {
      return over.isPresent() ? this : new Given(approval, entry, Optional.of(by));
    }

    private boolean isOf(int version, String alias) {
      return approval.version() == version && approval.alias().equals(alias);
    }

    private Actor actor() {
      return entry.transition().actor();
    }
  }

  /**
   * Who approved a version, of those that its policy asks for.
   *
   * @param needed how many must
   * @param own whether who registered or promotes it may be one of them
   * @param counted whose approvals count, in words
   * @param others whose do not, and why
   */
  record Count(int needed, boolean own, List<String> counted, List<String> others) {
    int missing() {
      return Math.max(0, needed - counted.size());
    }

    /** Says who approved it, such as {@code it has 1 of 2 approvals: bob approved it at …}. */
    String said() {
      List<String> each = new ArrayList<>(counted);
      each.addAll(others);
      String who = each.isEmpty() ? cure() : ": " + String.join("; ", each);
      return "it has " + counted.size() + " of " + needed + " approvals" + who;
    }

    private String cure() {
      String by = own ? "" : " by somebody who neither registered nor promotes it";
      return missing() == 0 ? "" : " (judge it, then approve(version, …)" + by + ")";
    }
  }

  /**
   * Counts the approvals of a version at a time.
   *
   * @param promoter who promotes the version; empty if that is not known
   * @param state what its policy, its evaluation and its registration are read from
   */
  Count count(int version, String alias, Optional<Actor> promoter, Instant now, ModelState state) {
    Approvals rule = rule(alias, state);
    Optional<ApprovalTimes> times =
        rule.expireAfter().map(time -> new ApprovalTimes(state.trail(), now, time));
    List<String> counted = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Given given : all) {
      if (given.isOf(version, alias)) {
        Optional<String> why = problem(given, rule, promoter, times, state);
        String when = given.actor().name() + " approved it at " + time(given.entry.time());
        why.ifPresentOrElse(text -> others.add(when + ", but " + text), () -> counted.add(when));
      }
    }
    return new Count(rule.needed(), rule.own(), counted, others);
  }

  private static Optional<String> problem(
      Given given,
      Approvals rule,
      Optional<Actor> promoter,
      Optional<ApprovalTimes> times,
      ModelState state) {
    VersionApproved approval = given.approval;
    Optional<Instant> end = times.flatMap(known -> known.expired(given.entry));
    String why = null;
    if (given.over.isPresent()) {
      why = given.over.get();
    } else if (state.policies().setAt(approval.alias()) > given.entry.sequence()) {
      why = "the policy was changed since";
    } else if (!restsOn(approval.evaluation(), JudgementBasis::evaluation, approval, state)) {
      why = "it was evaluated anew since";
    } else if (!restsOn(approval.rival(), JudgementBasis::rival, approval, state)) {
      why = "it was compared with another version in production since";
    } else if (end.isPresent()) {
      why = "that expired at " + time(end.get());
    } else if (!rule.own() && promoter.filter(given.actor()::isSame).isPresent()) {
      why = "promotes it, too";
    } else if (!rule.own() && isRegisteredBy(given.actor(), approval.version(), state)) {
      why = "registered it, too";
    }
    return Optional.ofNullable(why);
  }

  private static String time(Instant time) {
    return time.truncatedTo(SECONDS).toString();
  }

  /** Returns how many people must approve a version for an alias. */
  static Approvals rule(String alias, ModelState state) {
    return state.policies().find(alias).map(PromotionPolicy::approvals).orElse(Approvals.NONE);
  }

  private static boolean restsOn(
      Optional<BlobId> kept,
      Function<JudgementBasis, Optional<BlobId>> part,
      VersionApproved approval,
      ModelState state) {
    return last(approval.version(), approval.alias(), state).flatMap(part).equals(kept);
  }

  private static Optional<JudgementBasis> last(int version, String alias, ModelState state) {
    return state.evaluations().of(version).judged(alias).map(Judged::basis);
  }

  /** Returns whether the newest verdicts for an alias rest on the evaluations of others. */
  static boolean isSame(Judged next, ModelState state) {
    return last(next.version(), next.alias(), state)
        .filter(
            last ->
                last.evaluation().equals(next.basis().evaluation())
                    && last.rival().equals(next.basis().rival()))
        .isPresent();
  }

  /**
   * Throws if too few people approved a version for who promotes it at a time.
   *
   * @param cannot what is then not done, for the message
   */
  void checkEnough(
      String cannot, int version, String alias, Actor promoter, Instant now, ModelState state) {
    Count count = count(version, alias, Optional.of(promoter), now, state);
    if (count.missing() > 0) {
      throw new MissingApprovalsException(cannot + ": " + count.said(), count.missing());
    }
  }

  private static boolean isRegisteredBy(Actor actor, int version, ModelState state) {
    return state.registrars(version).stream().anyMatch(actor::isSame);
  }

  @Override
  public GivenApprovals after(Change change, AuditRecord record) {
    Actor actor = record.transition().actor();
    if (change instanceof VersionApproved next) {
      List<Given> others = without(actor, next.version(), next.alias());
      others.add(new Given(next, record, Optional.empty()));
      return new GivenApprovals(List.copyOf(others));
    }
    if (change instanceof AliasMoved moved) {
      return moved.direction() == Direction.BACK
          ? usedUp(moved.from().orElse(0), moved.alias(), "it was rolled back since")
          : usedUp(moved.version(), moved.alias(), "it was promoted since");
    }
    if (change instanceof RolloutEnded ended) {
      return usedUp(ended.version(), ModelRegistry.PRODUCTION, "its rollout ended since");
    }
    return change instanceof ApprovalWithdrawn old
        ? new GivenApprovals(List.copyOf(without(actor, old.version(), old.alias())))
        : this;
  }

  private GivenApprovals usedUp(int version, String alias, String by) {
    return all.stream().noneMatch(given -> given.isOf(version, alias))
        ? this
        : new GivenApprovals(
            all.stream()
                .map(given -> given.isOf(version, alias) ? given.usedUp(by) : given)
                .toList());
  }

  private List<Given> without(Actor actor, int version, String alias) {
    List<Given> others = new ArrayList<>(all);
    others.removeIf(given -> given.isBy(actor, version, alias));
    return others;
  }

  @Override
  public void check(Change change, ModelState state) {
    if (change instanceof VersionApproved next) {
      checkCurrent(next, state);
    }
  }

  private static void checkCurrent(VersionApproved next, ModelState state) {
    String cannot = "Cannot approve " + next.model() + ":" + next.version() + ": ";
    if (!state.policies().digest(next.alias()).equals(Optional.of(next.policy()))) {
      throw new ConflictException(
          cannot
              + "the policy of "
              + next.alias()
              + " is another; "
              + state.policies().said(next.alias()));
    }
    if (!restsOn(next.evaluation(), JudgementBasis::evaluation, next, state)
        || !restsOn(next.rival(), JudgementBasis::rival, next, state)) {
      throw new ConflictException(cannot + "it was judged meanwhile");
    }
    if (!state.versions().get(next.version() - 1).id().equals(next.id())) {
      throw new ConflictException(cannot + "the registered version has another id");
    }
  }

  @Override
  public void checkEntry(String model, AuditRecord next, ModelState before, ModelState after) {
    Transition entry = next.transition();
    for (Change change : entry.changes()) {
      if (!change.model().equals(model)) {
        continue;
      }
      if (change instanceof VersionApproved approval) {
        checkApprover(approval, entry.actor(), after);
      } else if (change instanceof ApprovalWithdrawn old) {
        before.approvals().checkGiven(old, entry.actor());
        checkNotRollingOut(old, before);
      } else if (change instanceof PolicyMet met && entry.find(RolloutStepped.class).isEmpty()) {
        before
            .approvals()
            .checkEnough(
                "Cannot move " + met.alias() + " of " + model + " to version " + met.version(),
                met.version(),
                met.alias(),
                entry.actor(),
                next.time(),
                after);
      }
    }
  }

  private static void checkApprover(VersionApproved approval, Actor actor, ModelState state) {
    if (rule(approval.alias(), state).own()) {
      return;
    }
    for (Actor registrar : state.registrars(approval.version())) {
      if (actor.isSame(registrar)) {
        throw new NotAllowedException(
            String.format(
                "Not allowed for %s: approve %s:%s for %s: %s registered it (needs somebody else)",
                actor.name(),
                approval.model(),
                approval.version(),
                approval.alias(),
                registrar.name()));
      }
    }
  }

  private void checkGiven(ApprovalWithdrawn old, Actor actor) {
    if (all.stream()
        .filter(given -> given.over.isEmpty())
        .noneMatch(given -> given.isBy(actor, old.version(), old.alias()))) {
      throw new NotFoundException(
          String.format(
              "Approval does not exist: of %s:%s for %s by %s",
              old.model(), old.version(), old.alias(), actor.name()));
    }
  }

  /** What a rollout rests on is not taken away while it goes on: it would go on all the same. */
  private static void checkNotRollingOut(ApprovalWithdrawn old, ModelState state) {
    boolean rests =
        old.alias().equals(ModelRegistry.PRODUCTION)
            && state
                .rollout()
                .filter(now -> now.isRunning() && now.version() == old.version())
                .isPresent();
    if (rests) {
      throw new ConflictException(
          String.format(
              "Cannot withdraw the approval of %s:%s: its rollout is running (abort it, which uses"
                  + " up its approvals)",
              old.model(), old.version()));
    }
  }
}
