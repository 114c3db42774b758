package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.MissingApprovalsException;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.Gates;
import io.lifecycle4j.registry.GovernedModel;
import io.lifecycle4j.registry.ModelAction;
import io.lifecycle4j.registry.PolicyOverridden;
import io.lifecycle4j.serving.Trace;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promotions under a policy that asks for approvals. */
class ApprovalTest {
  private static final String HOW =
      " (judge it, then approve(version, …) by somebody who neither registered nor promotes it)";

  private static final Actor BOB = Actor.by("bob");
  private static final Actor CAROL = Actor.by("carol");
  private static final Duration DAY = Duration.ofDays(1);

  private volatile Instant now = Instant.parse("2026-05-04T09:00:00Z");
  private volatile Authorizer authorizer = Authorizer.ALL;
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private ModelVersion version;

  @BeforeEach
  void open() {
    home =
        Flowers.open(
            Lifecycle.builder()
                .location(URI.create("memory:new"))
                .clock(() -> now)
                .authorizer(request -> authorizer.allows(request)));
    model = Flowers.model(home).open();
    version = model.train(Flowers.split(home, 1));
    require(Approvals.of(2).expireAfter(DAY.multipliedBy(3)));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private void require(Approvals rule) {
    model
        .changePolicy("production")
        .gates(metric("accuracy").atLeast(0.1), withoutBaseline("It is linear"))
        .approvals(rule)
        .by(ALICE)
        .reason("Four eyes")
        .commit();
  }

  private void judgedAndApproved(Actor... actors) {
    model.judge(version);
    for (Actor actor : actors) {
      model.approve(version, actor, "Reviewed");
    }
  }

  private void assertRefused(Actor promoter, int missing, String message) {
    int looks = home.models().looks("species").size();
    int entries = model.history().size();
    assertThatThrownBy(() -> model.promote(version, promoter, "Better"))
        .isInstanceOf(MissingApprovalsException.class)
        .hasMessage("Cannot promote species:1: " + message)
        .satisfies(e -> assertThat(((MissingApprovalsException) e).missing()).isEqualTo(missing));
    assertThat(home.models().looks("species")).as("no look at held-out rows").hasSize(looks);
    assertThat(model.history()).hasSize(entries);
    assertThat(model.findProduction()).isEmpty();
  }

  @Test
  void promotesOnceEnoughPeopleApproved() {
    assertRefused(ALICE, 2, "it has 0 of 2 approvals" + HOW);
    judgedAndApproved(BOB);
    assertRefused(ALICE, 1, "it has 1 of 2 approvals: bob approved it at 2026-05-04T09:00:00Z");
    now = now.plus(DAY);
    model.approve(version, CAROL, "The card is complete");
    assertThat(model.promote(version).preview().refusals()).isEmpty();

    AuditRecord promoted = model.promote(version, ALICE, "Better");

    assertThat(model.findProduction()).contains(version);
    assertThat(promoted.toString()).endsWith("production of species moved to 1 by alice: Better");
    assertThat(model.history().stream().map(AuditRecord::toString))
        .anyMatch(
            line ->
                line.endsWith("species:1 approved for production by carol: The card is complete"));
  }

  @Test
  void isShownWithItsPolicyInTheTraceOfAnAnswer() {
    judgedAndApproved(BOB, CAROL);
    model.promote(version, ALICE, "Better");
    require(Approvals.of(1)); // from now on
    Trace trace = model.trace(model.predict(Flowers.SETOSA).id());
    assertThat(trace.history())
        .extracting(record -> record.transition().changes().get(0).getClass().getSimpleName())
        .containsExactly(
            "VersionRegistered",
            "PolicySet",
            "Evaluated",
            "VersionApproved",
            "VersionApproved",
            "Judged");
    assertThat(trace.markdown())
        .contains(
            "policy of production of species set to accuracy at least 0.1",
            "2 approvals",
            ":00Z species:1 approved for production by bob: Reviewed\n",
            ":00Z species:1 approved for production by carol: Reviewed\n",
            "- Gate accuracy at least 0.1: PASS, accuracy is ");
  }

  @Test
  void countsOneActorOnce() {
    judgedAndApproved(BOB, BOB);
    assertRefused(ALICE, 1, "it has 1 of 2 approvals: bob approved it at 2026-05-04T09:00:00Z");
    now = now.plus(DAY);
    model.approve(version, BOB, "Still good");
    assertRefused(ALICE, 1, "it has 1 of 2 approvals: bob approved it at 2026-05-05T09:00:00Z");
  }

  @Test
  void doesNotCountWhoPromotes() {
    judgedAndApproved(BOB, CAROL);
    assertRefused(
        CAROL,
        1,
        "it has 1 of 2 approvals: bob approved it at 2026-05-04T09:00:00Z; carol approved it at"
            + " 2026-05-04T09:00:00Z, but promotes it, too");
    model.promote(version, ALICE, "Better");
    assertThat(model.findProduction()).contains(version);
  }

  @Test
  void countsWhoPromotesIfThePolicySaysSo() {
    require(Approvals.of(1).includingOwn());
    Actor trainer = Actor.by(System.getProperty("user.name"));
    judgedAndApproved(trainer);
    model.promote(version, trainer, "Alone");
    assertThat(model.findProduction()).contains(version);
  }

  @Test
  void takesNoApprovalOfWhoTrainedTheVersion() {
    String trainer = System.getProperty("user.name");
    model.judge(version);
    assertThatThrownBy(() -> model.approve(version, Actor.by(trainer), "Mine"))
        .isInstanceOf(NotAllowedException.class)
        .hasMessage(
            "Not allowed for %s: approve species:1 for production: %s registered it (needs somebody"
                + " else)",
            trainer, trainer);
  }

  @Test
  void expires() {
    judgedAndApproved(BOB);
    now = now.plus(DAY);
    model.approve(version, CAROL, "Reviewed");
    now = now.plus(DAY.multipliedBy(2));
    String expired =
        "it has 1 of 2 approvals: carol approved it at 2026-05-05T09:00:00Z; bob approved it at"
            + " 2026-05-04T09:00:00Z, but that expired at 2026-05-07T09:00:00Z";
    assertRefused(ALICE, 1, expired);
    assertThat(model.promote(version).preview().refusals()).containsExactly(expired);
    now = now.minusNanos(1);
    model.promote(version, ALICE, "Just in time");
  }

  @Test
  void expiresByTheTimeOfTheEntry() {
    judgedAndApproved(BOB, CAROL);
    int[] asked = {0};
    authorizer =
        request -> {
          if (request.action().equals(ModelAction.PROMOTE) && ++asked[0] == 2) {
            now = now.plus(DAY.multipliedBy(3)); // the version was loaded for long
          }
          return true;
        };
    assertThatThrownBy(() -> model.promote(version, ALICE, "Better"))
        .isInstanceOf(MissingApprovalsException.class)
        .hasMessageStartingWith(
            "Cannot move production of species to version 1: it has 0 of 2 approvals: bob approved"
                + " it at 2026-05-04T09:00:00Z, but that expired at 2026-05-07T09:00:00Z; carol ");
    assertThat(model.findProduction()).isEmpty();
  }

  @Test
  void lapsesOnceThePolicyChanges() {
    judgedAndApproved(BOB, CAROL);
    require(Approvals.of(1));
    assertRefused(
        ALICE,
        1,
        "it has 0 of 1 approvals: bob approved it at 2026-05-04T09:00:00Z, but the policy was"
            + " changed since; carol approved it at 2026-05-04T09:00:00Z, but the policy was"
            + " changed since");
    model.approve(version, BOB, "Under the new policy");
    model.promote(version, ALICE, "Better");
  }

  @Test
  void staysWhileAJudgementRestsOnTheSameEvaluation() {
    judgedAndApproved(BOB, CAROL);
    model.judge(version);
    model.promote(version, ALICE, "Better");
    assertThat(model.findProduction()).contains(version);
  }

  @Test
  void lapsesOnceItIsComparedWithAnotherVersion() {
    try (ManagedModel<Flower, String> comparing =
        Flowers.model(home).gates(Gates.gate("compares", (candidate, production) -> true)).open()) {
      model = comparing;
      require(Approvals.of(1));
      DatasetVersion data = Flowers.commit(home, 9, 400);
      ModelVersion first = trained(data, 1);
      ModelVersion second = trained(data, 2);
      version = trained(data, 3);
      promoted(first);
      judgedAndApproved(BOB);
      promoted(second);
      int entries = model.history().size();

      assertThatThrownBy(() -> model.promote(version, ALICE, "Better"))
          .isInstanceOf(MissingApprovalsException.class)
          .hasMessage(
              "Cannot promote species:4: it has 0 of 1 approvals: bob approved it at"
                  + " 2026-05-04T09:00:00Z, but it was compared with another version in"
                  + " production since");

      assertThat(model.history()).hasSize(entries + 1);
      assertThat(Moves.what(model.history().get(entries))).isEqualTo("judged");
      model.approve(version, BOB, "Reviewed again");
      model.promote(version, ALICE, "Better");
      assertThat(model.findProduction()).contains(version);
    }
  }

  private ModelVersion trained(DatasetVersion data, int seed) {
    return model.train(data.split(byHash(seed).train(0.5).validation(0).holdout(0.5)));
  }

  private void promoted(ModelVersion next) {
    model.judge(next);
    model.approve(next, BOB, "Reviewed");
    model.promote(next, ALICE, "Better");
  }

  @Test
  void isTakenBackByWhoGaveIt() {
    judgedAndApproved(BOB, CAROL);
    AuditRecord withdrawn =
        model.withdrawApproval(version).by(CAROL).reason("I saw the wrong file").commit();
    assertThat(withdrawn.toString())
        .endsWith("approval of species:1 for production withdrawn by carol: I saw the wrong file");
    assertRefused(ALICE, 1, "it has 1 of 2 approvals: bob approved it at 2026-05-04T09:00:00Z");
    assertThatThrownBy(() -> model.withdrawApproval(version).by(CAROL).reason("Again").commit())
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Approval does not exist: of species:1 for production by carol");
  }

  @Test
  void isGivenInAnOfficeWithoutTheModel() {
    GovernedModel office = home.models().governed("species");
    ModelVersion seen = home.models().version("species", 1);
    assertThatThrownBy(() -> office.approve(seen, BOB, "Reviewed"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Cannot approve species:1 for production: its gate 'accuracy at least 0.1' did not"
                + " judge it yet (judge it for production first)");
    model.judge(version);
    office.approve(seen, BOB, "Reviewed");
    office.approve(seen).to("production").by(CAROL).reason("Reviewed").commit();
    model.promote(version, ALICE, "Better");
    assertThat(office.findProduction()).contains(version);
  }

  @Test
  void isAskedForByAPolicyOnly() {
    model.judge(version);
    assertThatThrownBy(
            () -> model.approve(version).to("staging").by(BOB).reason("Reviewed").commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot approve species:1 for staging: its policy asks for no approvals");
    assertThatThrownBy(() -> model.approve(version).to("staging").to("staging"))
        .hasMessage("Invalid approval: alias set twice");
    model.promote(version).to("staging").by(ALICE).reason("A trial").commit();
  }

  @Test
  void isOverriddenOnRecord() {
    model.judge(version);
    AuditRecord hotfix =
        model.promote(version).override("It leaks names").by(ALICE).reason("Hotfix").commit();
    assertThat(hotfix.transition().find(PolicyOverridden.class).map(PolicyOverridden::why))
        .contains("It leaks names; it has 0 of 2 approvals");
    assertThat(model.findProduction()).contains(version);
  }

  @Test
  void isNotOverriddenIfEnoughPeopleApproved() {
    judgedAndApproved(BOB, CAROL);
    AuditRecord record =
        model.promote(version).override("In case").by(ALICE).reason("Better").commit();
    assertThat(record.transition().find(PolicyOverridden.class)).isEmpty();
  }

  @Test
  void isNeededToStartARolloutAndNotToAbortIt() {
    judgedAndApproved(BOB, CAROL);
    model.promote(version, ALICE, "First");
    ModelVersion second = model.train(Flowers.split(home, 2));
    model.judge(second);
    assertThatThrownBy(() -> model.rollout(second).start(ALICE, "Carefully"))
        .isInstanceOf(MissingApprovalsException.class)
        .hasMessage("Cannot roll out species:2: it has 0 of 2 approvals" + HOW);
    model.approve(second, BOB, "Reviewed");
    model.approve(second, CAROL, "Reviewed");
    model.rollout(second).start(ALICE, "Carefully");
    assertThat(model.findRollout().orElseThrow().version()).isEqualTo(2);
    model.findRollout().orElseThrow().abort(BOB, "Needs no approval");
  }

  @Test
  void doesNotCountApprovalsOfAPolicyThatWasSetAgain() {
    judgedAndApproved(BOB, CAROL);
    require(Approvals.of(1));
    require(Approvals.of(2).expireAfter(DAY.multipliedBy(3)));
    assertRefused(
        ALICE,
        2,
        "it has 0 of 2 approvals: bob approved it at 2026-05-04T09:00:00Z, but the policy was"
            + " changed since; carol approved it at 2026-05-04T09:00:00Z, but the policy was"
            + " changed since");
  }

  @Test
  void isUsedUpByARollback() {
    judgedAndApproved(BOB, CAROL);
    model.promote(version, ALICE, "First");
    ModelVersion next = model.train(Flowers.split(home, 2));
    model.judge(next);
    model.approve(next, BOB, "Reviewed");
    model.approve(next, CAROL, "Reviewed");
    model.promote(next, ALICE, "Newer");
    model.rollback(ALICE, "Worse");
    assertThatThrownBy(() -> model.promote(next, ALICE, "Again"))
        .isInstanceOf(MissingApprovalsException.class)
        .hasMessage(
            "Cannot promote species:2: it has 0 of 2 approvals: bob approved it at"
                + " 2026-05-04T09:00:00Z, but it was promoted since; carol approved it at"
                + " 2026-05-04T09:00:00Z, but it was promoted since");
  }
}
