package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.MissingApprovalsException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.serving.Rollout;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an approval is for, and until when: one promotion, by clocks that may be wrong. */
class ApprovalLifetimeTest {
  private static final Actor BOB = Actor.by("bob");
  private static final Actor CAROL = Actor.by("carol");
  private static final Instant START = Instant.parse("2026-05-04T09:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final String NONE = "it has 0 of 1 approvals";
  private static final String GIVEN = NONE + ": bob approved it at 2026-05-04T09:00:00Z, but ";

  private volatile Instant now = START;
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private ModelVersion first;
  private ModelVersion second;

  @BeforeEach
  void open() {
    home = Flowers.open(Lifecycle.builder().location(URI.create("memory:new")).clock(() -> now));
    model = Flowers.model(home).open();
    first = model.train(Flowers.split(home, 1));
    second = model.train(Flowers.split(home, 2));
    require(Approvals.of(1).expireAfter(DAY));
    model.judge(first);
    model.judge(second);
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

  private void promoted(ModelVersion version) {
    model.approve(version, BOB, "Reviewed");
    model.promote(version, ALICE, "Better");
  }

  private void assertRefused(ModelVersion version, Actor promoter, String why) {
    assertThatThrownBy(() -> model.promote(version, promoter, "Better"))
        .isInstanceOf(MissingApprovalsException.class)
        .hasMessage("Cannot promote " + version.label() + ": " + why);
  }

  @Test
  void isForOnePromotion() {
    promoted(first);
    promoted(second);
    assertRefused(first, ALICE, GIVEN + "it was promoted since");
    model.approve(first, BOB, "The new one is worse after all");
    model.promote(first, ALICE, "Again");
    assertThat(model.findProduction()).contains(first);
  }

  @Test
  void isForOneRollout() {
    promoted(first);
    model.approve(second, BOB, "Reviewed");
    model.rollout(second).start(ALICE, "Carefully");
    model.findRollout().orElseThrow().abort(CAROL, "10 % errors");
    assertRefused(second, ALICE, GIVEN + "its rollout ended since");
  }

  @Test
  void isNotWithdrawnUnderARolloutThatRestsOnIt() {
    promoted(first);
    model.approve(second, BOB, "Reviewed");
    model.rollout(second).start(ALICE, "Carefully");
    Rollout rollout = model.findRollout().orElseThrow();
    assertThatThrownBy(() -> model.withdrawApproval(second).by(BOB).reason("Oh no").commit())
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot withdraw the approval of species:2: its rollout is running (abort it, which"
                + " uses up its approvals)");
    rollout.abort(BOB, "Oh no");
    assertRefused(second, ALICE, GIVEN + "its rollout ended since");
  }

  @Test
  void staysForAVersionWhoseRolloutWasSuperseded() {
    promoted(first);
    ModelVersion third = model.train(Flowers.split(home, 3));
    model.judge(third);
    model.approve(second, BOB, "Reviewed");
    model.rollout(second).start(ALICE, "Carefully");
    promoted(third);
    model.promote(second, ALICE, "Nobody said anything against it");
    assertThat(model.findProduction()).contains(second);
  }

  @Test
  void isOverAlsoForAClockThatIsBehind() {
    model.approve(first, BOB, "Reviewed");
    now = START.plus(DAY);
    model.judge(second); // an entry that says how late it is
    now = START.plusSeconds(3_600);
    assertRefused(first, ALICE, GIVEN + "that expired at 2026-05-05T09:00:00Z");
  }

  @Test
  void countsFromTheEntryBeforeItIfItIsFromTheFuture() {
    now = Instant.parse("2099-01-01T00:00:00Z");
    model.approve(first, BOB, "My battery is empty");
    now = START.plus(DAY).minusSeconds(1);
    assertThat(model.promote(first).preview().refusals()).isEmpty();
    now = START.plus(DAY);
    assertRefused(
        first,
        ALICE,
        NONE
            + ": bob approved it at 2099-01-01T00:00:00Z, but that expired at"
            + " 2026-05-05T09:00:00Z");
    model.approve(first, BOB, "By the right time");
    model.promote(first, ALICE, "Better");
    assertThat(model.findProduction()).contains(first);
  }

  @Test
  void countsAsUsualIfClocksDifferByMinutes() {
    now = START.plus(DAY.multipliedBy(2)).plusSeconds(300);
    model.approve(first, BOB, "Reviewed");
    now = START.plus(DAY.multipliedBy(2));
    model.promote(first, ALICE, "Better");
    assertThat(model.findProduction()).contains(first);
  }

  @Test
  void countsForNobodyWhoseClockIsBehindAllEntries() {
    model.approve(first, BOB, "Reviewed");
    now = Instant.EPOCH;
    assertThatThrownBy(() -> model.promote(first, ALICE, "Better"))
        .isInstanceOf(MissingApprovalsException.class);
  }

  @Test
  void isOfAPersonWhateverTheCaseOfTheName() {
    require(Approvals.of(2));
    model.approve(first, BOB, "Reviewed");
    model.approve(first, Actor.by("Bob"), "Reviewed");
    String when = " approved it at 2026-05-04T09:00:00Z";
    assertRefused(first, ALICE, "it has 1 of 2 approvals: Bob" + when);
    model.approve(first, CAROL, "Reviewed");
    assertRefused(
        first,
        Actor.by("CAROL"),
        "it has 1 of 2 approvals: Bob" + when + "; carol" + when + ", but promotes it, too");
    model.withdrawApproval(first).by(BOB).reason("In haste").commit();
    assertRefused(first, ALICE, "it has 1 of 2 approvals: carol" + when);
  }

  @Test
  void isNotGivenUnderANameOfTheLibrary() {
    assertThatThrownBy(() -> model.approve(first, Actor.by("rollout"), "Step 2"))
        .isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> model.promote(first, Actor.by("Rollout"), "Step 2"))
        .isInstanceOf(InvalidNameException.class);
  }
}
