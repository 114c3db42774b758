package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.registry.Gates.betterThanBaseline;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.PolicyBuilder;
import io.lifecycle4j.registry.PolicyGate;
import io.lifecycle4j.registry.PromotionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy of an alias stands in the registry. */
class PromotionPolicyTest {
  private static final Gate LINEAR = withoutBaseline("It is linear");

  @TempDir private Path directory;

  private static PolicyBuilder change(ManagedModel<Flower, String> model) {
    return model.changePolicy("production").by(ALICE).reason("Agreed");
  }

  @Test
  void saysWhichNameWasProbablyMeant() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      model.train(Flowers.split(home, 1));
      assertThatThrownBy(() -> model.promotionPolicy("prodution"))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Alias of species does not exist: prodution (did you mean production?)");
      for (ThrowingCallable read :
          List.<ThrowingCallable>of(
              () -> home.models().looks("specise"), () -> home.models().history("specise"))) {
        assertThatThrownBy(read)
            .isInstanceOf(NotFoundException.class)
            .hasMessage("Model does not exist: specise (did you mean species?)");
      }
      assertThat(model.promotionPolicy("production2")).isEqualTo(PromotionPolicy.NONE);
      assertThat(home.models().history("species2")).isEmpty();
      assertThat(home.models().looks("another")).isEmpty();
    }
  }

  @Test
  void isReadInAnotherProcess() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThat(model.promotionPolicy("production")).isEqualTo(PromotionPolicy.NONE);
      AuditRecord record =
          change(model)
              .gates(
                  metric("accuracy").atLeast(0.8),
                  notWorseThanProduction("f1").within(0.1),
                  gate("small enough", (candidate, production) -> true),
                  LINEAR)
              .approvals(Approvals.of(2).expireAfter(Duration.ofDays(3)))
              .commit();
      assertThat(record.toString())
          .endsWith(
              " policy of production of species set to accuracy at least 0.8, f1 not worse than"
                  + " production by 0.1, small enough, without baselines: It is linear, 2 approvals,"
                  + " each valid for 3 days by alice: Agreed");
      assertThat(model.history()).containsExactly(record);
    }

    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      PromotionPolicy policy = model.promotionPolicy("production");
      assertThat(policy.gates())
          .extracting(PolicyGate::id, PolicyGate::parameters)
          .containsExactly(
              tuple("metrics", "{\"condition\":\"metrics.accuracy >= 0.8\"}"),
              tuple(
                  "not_worse_than_production", "{\"columns\":{},\"margin\":0.1,\"metric\":\"f1\"}"),
              tuple("small enough", "{}"),
              tuple("without_baseline", "{\"reason\":\"It is linear\"}"));
      assertThat(policy.approvals().needed()).isEqualTo(2);
      assertThat(model.promotionPolicy("staging")).isEqualTo(PromotionPolicy.NONE);
    }
  }

  @Test
  void comparesWithBaselinesUnlessItSaysWhyNot() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      change(model).gates(metric("accuracy").atLeast(0.5)).commit();
      assertThat(model.promotionPolicy("production"))
          .hasToString("accuracy at least 0.5, accuracy better than every baseline");
      assertThatThrownBy(() -> model.promote(version, ALICE, "As good as a linear model"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageContaining(" of the baseline linear, the best of ");

      change(model).gates(metric("accuracy").atLeast(0.5), LINEAR).commit();
      assertThat(model.promotionPolicy("production"))
          .hasToString("accuracy at least 0.5, without baselines: It is linear");
      assertThat(model.promote(version, ALICE, "As good").transition().verdicts()).hasSize(1);

      change(model).gates(betterThanBaseline("f1_macro")).commit();
      assertThat(model.promotionPolicy("production").gates()).as("by another metric").hasSize(1);
      change(model).gates().commit();
      assertThat(model.promotionPolicy("production")).isEqualTo(PromotionPolicy.NONE);
    }
    try (Lifecycle office = Lifecycle.open(directory)) {
      change(office.models().governed("species").changePolicy("production"))
          .gates(metric("accuracy").atLeast(0.5))
          .commit();
      assertThat(office.models().governed("species").promotionPolicy("production").gates())
          .extracting(PolicyGate::id)
          .containsExactly("metrics", "better_than_baseline");
    }
  }

  private static PolicyBuilder change(PolicyBuilder policy) {
    return policy.by(ALICE).reason("Agreed");
  }

  @Test
  void keepsWhatAChangeDoesNotName() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      change(model).gates(metric("accuracy").atLeast(0.8), LINEAR).commit();
      PromotionPolicy first = model.promotionPolicy("production");
      change(model).approvals(Approvals.of(1).includingOwn()).commit();
      PromotionPolicy second = model.promotionPolicy("production");
      change(model).gates().commit();

      assertThat(second.gates()).isEqualTo(first.gates()).hasSize(2);
      assertThat(second.digest()).isNotEqualTo(first.digest());
      assertThat(model.promotionPolicy("production"))
          .hasToString("1 approval, also by who trained or promotes it");
      assertThatThrownBy(() -> change(model).gates().commit())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid change of the policy of production of species: it has 1 approval, also by"
                  + " who trained or promotes it already");
    }
  }

  @Test
  void refusesGatesThatCanNeverPass() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThatThrownBy(() -> change(model).gates(metric("rmse").atMost(2)).commit())
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Invalid gate of species: no metric rmse of the task");
      assertThatThrownBy(
              () ->
                  change(model)
                      .gates(gate("a", (x, y) -> true), gate("a", (x, y) -> true))
                      .commit())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid gates: two have the id a (a policy finds a gate of your own by its id)");
      assertThatThrownBy(() -> model.changePolicy(" ")).isInstanceOf(InvalidNameException.class);
      assertThatThrownBy(() -> model.changePolicy("production").by(by("bob")).commit())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Missing reason: null (must be given)");
      assertThat(model.history()).isEmpty();
    }
  }

  @Test
  void bindsAProcessThatNamesNoGates() {
    ModelVersion version;
    ModelVersion next;
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      version = model.train(Flowers.split(home, 1));
      next = model.train(Flowers.split(home, 2));
      change(model).gates(metric("accuracy").atLeast(0.9999), LINEAR).commit();
    }

    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThatThrownBy(() -> model.promote(version, by("bob"), "Quickly"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageStartingWith("Cannot promote species:1: accuracy is ");
      assertThatThrownBy(() -> model.rollout(version).start(by("bob"), "Slowly"))
          .isInstanceOf(ConflictException.class); // nothing is in production
      assertThat(model.judge(version)).extracting(GateVerdict::passed).containsExactly(false);
      assertThat(model.promote(version).preview().refusals()).hasSize(1);
      change(model).gates(metric("accuracy").atLeast(0.5), LINEAR).commit();
      assertThat(model.promote(version, by("bob"), "Quickly").toString())
          .endsWith(
              " species:1 passed 1 gate, species:1 fulfils the policy of production, production of"
                  + " species moved to 1 by bob: Quickly");
      assertThat(model.findProduction()).contains(version);

      change(model).gates(metric("accuracy").atLeast(0.9999), LINEAR).commit();
      assertThatThrownBy(() -> model.rollout(next).start(by("bob"), "Slowly"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageStartingWith("Cannot roll out species:2: accuracy is ");
      assertThat(model.findRollout()).isEmpty();
    }
  }

  @Test
  void leavesTheGatesOfAProcessInForce() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home)
                .gates(linear(metric("accuracy").atLeast(0.5), gate("never", (a, b) -> false)))
                .open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      change(model)
          .gates(metric("f1_macro").atLeast(0.4), LINEAR, metric("accuracy").atLeast(0.5))
          .commit();

      assertThatThrownBy(() -> model.promote(version, ALICE, "First"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage("Cannot promote species:1: never: the check did not pass");
      assertThat(model.judge(version))
          .extracting(GateVerdict::gate)
          .containsExactly("f1_macro at least 0.4", "accuracy at least 0.5", "never");
    }
  }

  @Test
  void namesAGateThatTheProcessDoesNotKnow() {
    Gate fair = gate("fair", (candidate, production) -> true);
    try (Lifecycle home = Flowers.inMemory()) {
      ModelVersion version;
      try (ManagedModel<Flower, String> model = Flowers.model(home).gates(linear(fair)).open()) {
        version = model.train(Flowers.split(home, 1));
        change(model).gates(fair, LINEAR).commit();
      }
      try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
        String why =
            "Cannot promote species:1: this process does not know the gate 'fair' that the policy of"
                + " production requires: Gate does not exist: fair (";
        assertThatThrownBy(() -> model.promote(version, ALICE, "First"))
            .isInstanceOf(NotFoundException.class)
            .hasMessageStartingWith(why)
            .hasMessageEndingWith(
                "(name it among the gates of the model, or add its GateProvider; this process has"
                    + " none of its own)");
        assertThatThrownBy(() -> model.judge(version)).isInstanceOf(NotFoundException.class);
        assertThat(model.promote(version).preview().refusals())
            .singleElement()
            .satisfies(refusal -> assertThat(refusal).startsWith(why));
        assertThat(model.evaluate(version).metrics()).containsKey("accuracy");
        assertThat(model.findProduction()).isEmpty();
      }
      try (ManagedModel<Flower, String> model = Flowers.plain(home).gates(linear(fair)).open()) {
        model.promote(version, ALICE, "First");
        assertThat(model.findProduction()).contains(version);
      }
    }
  }

  @Test
  void refusesAVersionThatWasJudgedByAnOlderPolicy() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> other = Flowers.model(home).open();
        ManagedModel<Flower, String> model =
            Flowers.plain(home)
                .gates(
                    linear(
                        gate(
                            "slow",
                            (a, b) -> {
                              change(other)
                                  .gates(metric("accuracy").atLeast(0.99), LINEAR)
                                  .commit();
                              return true;
                            })))
                .open()) {
      ModelVersion version = other.train(Flowers.split(home, 1));

      assertThatThrownBy(() -> model.promote(version, ALICE, "First"))
          .isInstanceOf(ConflictException.class)
          .hasMessageStartingWith(
              "Cannot move production of species to version 1: it must fulfil the policy; alice set"
                  + " it to 'accuracy at least 0.99, without baselines: It is linear' at ");
      assertThat(model.findProduction()).isEmpty();
    }
  }

  @Test
  void bindsOneAliasOnly() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      change(model).gates(metric("accuracy").atLeast(0.9999), LINEAR).commit();
      model
          .changePolicy("production-eu")
          .gates(metric("accuracy").atLeast(0.5), LINEAR)
          .by(ALICE)
          .reason("Europe")
          .commit();

      model.promote(version).to("staging").by(ALICE).reason("A trial").commit();
      model.promote(version).to("production-eu").by(ALICE).reason("Europe first").commit();

      assertThat(model.history().get(model.history().size() - 1).toString())
          .endsWith(
              " species:1 passed 1 gate, species:1 fulfils the policy of production-eu,"
                  + " production-eu of species moved to 1 by alice: Europe first");
    }
  }
}
