package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.drifted;
import static io.lifecycle4j.condition.Conditions.every;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.monitoring.AlertCause.retraining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.monitoring.Drift;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.retraining.RetrainingBacktest;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import io.lifecycle4j.retraining.RetrainingPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model is trained anew for. */
class RetrainingTriggersTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final TestClock now = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
  private Lifecycle home;

  @BeforeEach
  void open() {
    home =
        Lifecycle.builder()
            .location(URI.create("memory:new"))
            .clock(now)
            .engine(new LinearEngine())
            .open();
  }

  @AfterEach
  void close() {
    home.close();
  }

  private ManagedModel<Flower, String> model(double least, Condition condition) {
    return model(home, least, condition);
  }

  private static ManagedModel<Flower, String> model(
      Lifecycle home, double least, Condition condition) {
    return Flowers.model(home)
        .gates(linear(metric("accuracy").atLeast(least)))
        .monitor(Drift.drift().window(100).build())
        .retraining(RetrainingPolicy.when(condition).refusals(1).build())
        .retrainFrom("flowers")
        .split(Flowers.PLAN)
        .open();
  }

  private Split first(ManagedModel<Flower, String> model) {
    Split split = Flowers.commit(home, 1, 400).split(Flowers.PLAN);
    model
        .promote(model.train(split))
        .by(ALICE)
        .reason("First")
        .override("It is the first")
        .commit();
    Flowers.commit(home, 2, 410);
    return split;
  }

  private RetrainingDecision later(ManagedModel<?, ?> model, Duration time) {
    now.pass(time);
    return model.runDue(now.instant());
  }

  private static List<Flower> flowers(Split split, double factor) {
    List<Flower> flowers = new ArrayList<>();
    split
        .rows(SplitRole.TRAIN)
        .forEach(
            row -> flowers.add(new Flower(row.number(0) * factor, row.number(1), row.text(2))));
    return flowers;
  }

  @Test
  void driftThatAnotherProcessJudged(@TempDir Path directory) {
    LifecycleBuilder one = Lifecycle.builder().directory(directory).clock(now);
    LifecycleBuilder two = Lifecycle.builder().directory(directory).clock(now);
    home.close();
    home = one.engine(new LinearEngine()).open();
    try (Lifecycle other = two.engine(new LinearEngine()).open();
        ManagedModel<Flower, String> serving = model(0.5, drifted())) {
      Split split = first(serving);
      serving.predict(flowers(split, 3).subList(0, 100));
      assertThat(serving.monitoring().findDrift().orElseThrow().drifted()).isTrue();

      try (ManagedModel<Flower, String> model = model(other, 0.5, drifted())) {
        RetrainingDecision decision = later(model, DAY);
        assertThat(decision.cause()).as(decision::reason).containsExactly("drifted_columns >= 1");
      }
    }
  }

  @Test
  void driftOfTheVersionInProduction() {
    try (ManagedModel<Flower, String> model = model(0.5, drifted())) {
      Split split = first(model);
      assertThat(later(model, DAY).reason())
          .isEqualTo("Not needed: drifted columns is not known (drifted columns at least 1)");
      model.predict(flowers(split, 1).subList(0, 100));
      assertThat(model.monitoring().findDrift().orElseThrow().drifted()).isFalse();
      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.NOT_NEEDED);
      model.predict(flowers(split, 3).subList(0, 100));
      assertThat(model.monitoring().findDrift().orElseThrow().drifted()).isTrue();

      RetrainingDecision decision = later(model, DAY);

      assertThat(decision.outcome()).isEqualTo(Outcome.BEGUN);
      assertThat(decision.cause()).containsExactly("drifted_columns >= 1");
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(2);
      later(model, DAY);
      assertThat(later(model, DAY).outcome())
          .as("the drift of the version before says nothing about the one that serves now")
          .isEqualTo(Outcome.NOT_NEEDED);
    }
  }

  /** A policy is rehearsed before any policy asked for drift. */
  @Test
  void driftOfRecordedWindowsInABacktest() {
    try (ManagedModel<Flower, String> model = model(0.5, every(DAY.multipliedBy(300)))) {
      Instant begin = now.instant();
      Split split = Flowers.commit(home, 1, 400).split(Flowers.PLAN);
      model.promote(model.train(split), ALICE, "First");
      now.pass(DAY);
      model.predict(flowers(split, 1).subList(0, 100));
      assertThat(model.monitoring().findDrift().orElseThrow().drifted()).isFalse();
      now.pass(DAY);
      model.predict(flowers(split, 3).subList(0, 100)); // no rows are there to train on
      DriftReport far = model.monitoring().findDrift().orElseThrow();
      now.pass(DAY);
      Flowers.commit(home, 2, 410);
      Instant committed = now.instant();
      now.pass(DAY);
      model.promote(model.train(split), ALICE, "The same again");
      Flowers.commit(home, 3, 420);
      now.pass(DAY);

      Condition distant = Conditions.drift("length", Drift.psi()).above(0.25);
      RetrainingBacktest past =
          model
              .backtest(RetrainingPolicy.when(drifted().and(distant)).coolDown(DAY).build())
              .between(begin, now.instant());

      assertThat(past.unknown()).isEmpty();
      assertThat(past.begun())
          .as("drift of the version before says nothing about the one that serves later")
          .extracting(RetrainingDecision::time)
          .containsExactly(committed);
      assertThat(past.begun().get(0).figures())
          .containsEntry("drifted_columns", (double) far.driftedColumns().size())
          .containsEntry("psi.length", psi(far));
      RetrainingPolicy other = RetrainingPolicy.when(metric("accuracy").below(0.5)).build();
      assertThat(model.backtest(other).between(begin, now.instant()).unknown())
          .containsExactly("metrics.accuracy");
    }
  }

  private static double psi(DriftReport report) {
    return report.columns().stream()
        .filter(column -> column.name().equals("length"))
        .mapToDouble(column -> column.divergence().measures().get(Drift.psi()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aLiveMetricThatRestsOnEnoughLabels() {
    try (ManagedModel<Flower, String> model = model(0.5, metric("accuracy").below(0.5))) {
      Split split = first(model);
      now.passSeconds(1);
      List<Flower> flowers = flowers(split, 1);
      flowers.subList(0, 29).forEach(it -> wrong(model, it));
      assertThat(later(model, DAY).reason())
          .isEqualTo("Not needed: accuracy is not known (accuracy below 0.5)");
      wrong(model, flowers.get(29));

      RetrainingDecision decision = later(model, DAY);

      assertThat(decision.outcome()).isEqualTo(Outcome.BEGUN);
      assertThat(decision.figures()).containsEntry("metrics.accuracy", 0.0);
    }
  }

  private static void wrong(ManagedModel<Flower, String> model, Flower flower) {
    var answer = model.predict(flower);
    model.recordGroundTruth(answer.id(), answer.value().equals("setosa") ? "virginica" : "setosa");
  }

  @Test
  void theTimeSinceTheLatestRetraining() {
    try (ManagedModel<Flower, String> model = model(0.5, every(DAY.multipliedBy(30)))) {
      first(model);
      assertThat(later(model, DAY.multipliedBy(29)).outcome()).isEqualTo(Outcome.NOT_NEEDED);
      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.BEGUN);
      later(model, DAY);
      Flowers.commit(home, 3, 420);
      assertThat(later(model, DAY.multipliedBy(29)).outcome()).isEqualTo(Outcome.NOT_NEEDED);
      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.BEGUN);
    }
  }

  @Test
  void anAlertSaysThatAPersonIsNeeded() {
    try (ManagedModel<Flower, String> model = model(0.999, every(DAY))) {
      first(model);
      later(model, DAY);
      Flowers.commit(home, 3, 420);
      assertThat(model.alerts().open()).isEmpty();

      assertThat(later(model, DAY.multipliedBy(9)).outcome()).isEqualTo(Outcome.NEEDS_PERSON);

      assertThat(model.alerts().find(retraining("refused candidates")).orElseThrow().text())
          .startsWith("1 candidate in a row refused for since_retraining >= 1 d");
    }
  }

  @Test
  void rejectsMetricsThatTheTaskDoesNotHave() {
    assertThatThrownBy(() -> Flowers.model(home).retrainWhen(metric("rmse").above(3)))
        .hasMessageStartingWith(
            "Invalid condition of retrainings: no metric rmse of the task classification (there");
  }
}
