package io.lifecycle4j.core.registry;

import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Transition;
import java.time.InstantSource;
import java.util.Optional;

/** Counts the approvals of versions of one model before they move. Thread-safe. */
record ApprovalCheck(ModelVersions versions, Decisions decisions, InstantSource clock) {
  /** Counts those of a version as far as is known; the promoter may be unknown. */
  GivenApprovals.Count count(int version, String alias, Optional<Actor> promoter) {
    ModelState state = versions.state();
    return state.approvals().count(version, alias, promoter, clock.instant(), state);
  }

  /** Throws before the held-out rows are scored, if too few people approved the version. */
  void check(String what, ModelVersion candidate, String alias, By by) {
    ModelState state = versions.state();
    state
        .approvals()
        .checkEnough(
            "Cannot " + what, candidate.number(), alias, by.actor(), clock.instant(), state);
  }

  /**
   * Keeps new verdicts on which no approval rests, so that they can be approved, and throws.
   *
   * @param judgement the entry with the verdicts; empty if there are none
   */
  void checkStill(
      String what, ModelVersion candidate, String alias, By by, Optional<Transition> judgement) {
    if (!rests(alias, judgement)) {
      decisions.decide(by.action(), judgement.orElseThrow());
      check(what, candidate, alias, by);
    }
  }

  /**
   * Says that too few people approved a version under verdicts, such as {@code ; it has 0 of 1
   * approvals}; nothing if enough did.
   */
  String lack(ModelVersion candidate, String alias, By by, Optional<Transition> judgement) {
    GivenApprovals.Count count = count(candidate.number(), alias, Optional.of(by.actor()));
    if (count.missing() > 0) {
      return "; it has " + count.counted().size() + " of " + count.needed() + " approvals";
    }
    return rests(alias, judgement) ? "" : "; its approvals are of other verdicts";
  }

  /** Returns whether approvals rest on verdicts, if any are needed. */
  private boolean rests(String alias, Optional<Transition> judgement) {
    ModelState state = versions.state();
    Optional<Judged> judged = judgement.flatMap(entry -> entry.find(Judged.class));
    return GivenApprovals.rule(alias, state).needed() == 0
        || judged.isEmpty()
        || GivenApprovals.isSame(judged.get(), state);
  }
}
