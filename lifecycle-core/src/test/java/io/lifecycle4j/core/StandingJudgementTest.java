package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.registry.Gates.latencyAtMost;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was found out once is not looked at again. */
@Timeout(60)
class StandingJudgementTest {
  private static final Requirement RIVAL = notWorseThanProduction("accuracy").within(0.5);

  private final LinearEngine engine = new LinearEngine();
  private final Lifecycle home = Flowers.inMemory(engine);

  @AfterEach
  void close() {
    home.close();
  }

  private ManagedModel<Flower, String> open(Requirement... gates) {
    return Flowers.model(home).gates(linear(gates)).open();
  }

  private int looks() {
    return home.models().looks("species").size();
  }

  private static Judged judged(Transition entry) {
    return entry.find(Judged.class).orElseThrow();
  }

  @Test
  void promotesUnderTheVerdictsThatWereFound() {
    try (ManagedModel<Flower, String> model = open(RIVAL, metric("accuracy").atLeast(0.5))) {
      Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion next = model.train(Flowers.split(home, 2));
      model.judge(next);
      Judged found = judged(model.history().get(model.history().size() - 1).transition());
      int looks = looks();
      Transition entry = model.promote(next, ALICE, "Newer").transition();
      assertThat(looks()).isEqualTo(looks);
      assertThat(judged(entry)).isEqualTo(found);
      assertThat(entry.find(Evaluated.class)).isEmpty();
      assertThat(home.models().evaluations(next)).hasSize(1);
    }
  }

  @Test
  void judgesForEachAlias() {
    try (ManagedModel<Flower, String> model = open(RIVAL)) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      model.judge(version);
      int looks = looks();
      Transition entry =
          model.promote(version).to("staging").by(ALICE).reason("Try").commit().transition();
      assertThat(judged(entry).alias()).isEqualTo("staging");
      assertThat(looks()).isGreaterThan(looks);
      looks = looks();
      assertThat(judged(model.promote(version, ALICE, "It works").transition()).alias())
          .isEqualTo("production");
      assertThat(looks()).isEqualTo(looks);
    }
  }

  @Test
  void looksAgainIfAnotherVersionIsInProduction() {
    try (ManagedModel<Flower, String> model = open(RIVAL)) {
      Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));
      ModelVersion third = model.train(Flowers.split(home, 3));
      model.judge(third);
      model.promote(second, ALICE, "Newer");
      int looks = looks();
      model.promote(third, ALICE, "Newest");
      assertThat(looks()).isGreaterThan(looks);
    }
  }

  @Test
  void looksAgainForOtherGates() {
    ModelVersion version;
    try (ManagedModel<Flower, String> model = open(metric("accuracy").atLeast(0.1))) {
      version = model.train(Flowers.split(home, 1));
      model.judge(version);
    }
    try (ManagedModel<Flower, String> model = open(metric("accuracy").atLeast(0.2))) {
      int looks = looks();
      model.promote(version, ALICE, "First");
      assertThat(looks()).isGreaterThan(looks);
    }
  }

  @Test
  void looksAgainAfterARefusal() {
    try (ManagedModel<Flower, String> model = open(metric("accuracy").above(0.999999))) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      model.judge(version);
      int looks = looks();
      assertThatThrownBy(() -> model.promote(version, ALICE, "Try"))
          .isInstanceOf(GateFailedException.class);
      assertThat(looks()).isGreaterThan(looks);
    }
  }

  @Test
  void asksGatesThatKnowMoreThanTheRowsAgainOnTheEvaluationThatStands() {
    boolean[] fair = {true};
    int[] asked = {0};
    Requirement own =
        gate(
            "fair",
            (candidate, production) -> {
              asked[0]++;
              assertThat(candidate.rows().schema().columns()).isNotEmpty();
              assertThat(production).isPresent();
              return fair[0];
            });
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
    }
    try (ManagedModel<Flower, String> model =
        open(RIVAL, latencyAtMost(Duration.ofHours(1)), own, metric("accuracy").atLeast(0.1))) {
      ModelVersion version = model.train(Flowers.split(home, 2));
      model.judge(version);
      Judged found = judged(model.history().get(model.history().size() - 1).transition());
      int looks = looks();
      fair[0] = false;
      assertThatThrownBy(() -> model.promote(version, ALICE, "Try"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage("Cannot promote species:2: fair: the check did not pass");
      fair[0] = true;
      Judged entry = judged(model.promote(version, ALICE, "First").transition());
      assertThat(asked[0]).isEqualTo(3);
      assertThat(looks()).isEqualTo(looks);
      assertThat(home.models().evaluations(version)).hasSize(1);
      assertThat(entry.basis()).isEqualTo(found.basis());
      assertThat(entry.verdicts().get(0)).isEqualTo(found.verdicts().get(0));
      assertThat(entry.verdicts().get(3)).isEqualTo(found.verdicts().get(3));
    }
  }

  @Test
  void leavesApprovalsToGatesThatAreAskedAgain() {
    Actor bob = Actor.by("bob");
    try (ManagedModel<Flower, String> model = open(latencyAtMost(Duration.ofHours(1)))) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      model
          .changePolicy("production")
          .gates(metric("accuracy").atLeast(0.1), withoutBaseline("It is linear"))
          .approvals(Approvals.of(1))
          .by(ALICE)
          .reason("Four eyes")
          .commit();
      model.judge(version);
      model.approve(version, bob, "Reviewed");
      int evaluations = home.models().evaluations(version).size();
      model.promote(version, ALICE, "First");
      assertThat(home.models().evaluations(version)).hasSize(evaluations);
    }
  }

  /** Measures more than rows; known by its parameters, so that a verdict of it could stand. */
  private record Measured(int least) implements Gate {
    private static final AtomicInteger ASKED = new AtomicInteger();

    @Override
    public String id() {
      return "measured";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of(GateNeed.ROWS, GateNeed.MORE_THAN_ROWS);
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      boolean slow = ASKED.incrementAndGet() == 2;
      return GateVerdict.builder(
              toString(),
              slow ? Verdict.FAIL : Verdict.PASS,
              slow ? "it is slow now" : "it is fast")
          .build();
    }

    @Override
    public String toString() {
      return id();
    }
  }

  @Test
  void asksAgainWhatKnowsMoreThanRows() {
    Measured.ASKED.set(0);
    try (ManagedModel<Flower, String> model = open(new Measured(1))) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      model.judge(version);
      int looks = looks();
      assertThatThrownBy(() -> model.promote(version, ALICE, "It was fast"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage("Cannot promote species:1: measured: it is slow now");
      model.promote(version, ALICE, "It is fast again");
      assertThat(Measured.ASKED).hasValue(3);
      assertThat(looks()).isEqualTo(looks);
    }
  }
}
