package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.age;
import static io.lifecycle4j.condition.Conditions.errorRate;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.runName;
import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.core.FailingEngine.Fault;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecision.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule rolls a version back that fails, and no other. */
@Timeout(60)
class RollbackRuleTest {
  private static final Condition RULE = errorRate().above(0.02);

  private final FailingEngine engine = new FailingEngine();
  private final AtomicReference<Instant> now = new AtomicReference<>(SmallLife.NOON);
  private final Lifecycle home =
      Flowers.open(Lifecycle.builder().location(URI.create("memory:new")).clock(now::get), engine);
  private final ManagedModel<Flower, String> model = Flowers.model(home).rollbackWhen(RULE).open();

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.engine().open()).isZero();
    assertThat(engine.engine().violations()).isEmpty();
  }

  private ModelVersion promoted(long seed) {
    return Flowers.promoted(model, Flowers.split(home, seed));
  }

  /** Asks without a pause, and returns how many requests failed. */
  private int ask(int requests) {
    int failed = 0;
    for (int i = 0; i < requests; i++) {
      failed += model.predictEach(List.of(SETOSA)).get(0).findPrediction().isEmpty() ? 1 : 0;
    }
    return failed;
  }

  /** Returns how many requests the newest decision is based on. */
  private double requests() {
    return model
        .ruleDecisions()
        .findNewest()
        .map(last -> last.figures().getOrDefault("requests of error_rate", 0.0))
        .orElse(0.0);
  }

  private int production() {
    return model.findNamed("production").orElseThrow().number();
  }

  private RuleDecision awaitDecision(int version, Outcome outcome) {
    awaitTrue(
        () ->
            model
                .ruleDecisions()
                .findNewest()
                .filter(last -> last.version() == version && last.outcome() == outcome)
                .isPresent());
    return model.ruleDecisions().findNewest().orElseThrow();
  }

  /** How many rounds of the rule that takes is counted in RuleControlTest. */
  @ParameterizedTest
  @EnumSource(names = {"THROWS", "NOT_A_NUMBER"})
  void rollsAHardFailureBackWhileNoTimePasses(Fault fault) {
    promoted(1);
    ModelVersion version = promoted(2);
    awaitTrue(() -> engine.engine().open() == 2);
    assertThat(ask(5_100)).as("so many that 100 failures are below the bound").isZero();
    now.updateAndGet(before -> before.plusSeconds(61)); // the next decision is written
    awaitTrue(() -> requests() == 5_100);
    now.updateAndGet(before -> before.plusSeconds(10));
    engine.set(version, fault);
    awaitTrue(() -> ask(1) == 0 && production() == 1);

    assertThat(ask(1_000)).as("failed requests after it").isZero();
    assertThat(model.predict(SETOSA).version()).hasValue(1);
    AuditRecord record = model.history().get(model.history().size() - 1);
    assertThat(record.transition().reason())
        .matches(
            "Rule: error rate above 0.02 \\(error rate is 100.00 % of [0-9]+ requests(; of version"
                + " 1, error rate is 0.00 % of [0-9]+ requests)?\\)");
    RuleDecision decision = awaitDecision(2, Outcome.ROLLED_BACK);
    assertThat(decision.entry()).hasValue(record.sequence());
    assertThat(decision.rule()).isEqualTo("error_rate > 0.02");
    assertThat(decision.figures().get("error_rate")).isEqualTo(1);
  }

  @Test
  void leavesAVersionThatAnswers() {
    promoted(1);
    promoted(2);
    ask(1_000);

    RuleDecision decision = awaitDecision(2, Outcome.QUIET);

    assertThat(decision.reason()).matches("error rate is 0.00 % of [0-9]+ requests");
    assertThat(production()).isEqualTo(2);
  }

  @Test
  void leavesAVersionOfWhichFewRequestsShowNothingCertain() {
    promoted(1);
    ModelVersion second = promoted(2);
    engine.set(second, Fault.THROWS);
    assertThat(ask(1)).isEqualTo(1);
    engine.set(second, Fault.NONE);
    assertThat(ask(2)).isZero();

    assertThat(awaitDecision(2, Outcome.QUIET).reason()).startsWith("error rate is ");
    assertThat(production()).isEqualTo(2);
  }

  @Test
  void actsOnceForOneCause() {
    promoted(1);
    ModelVersion second = promoted(2);
    ModelVersion third = promoted(3);
    engine.set(third, Fault.THROWS);
    ask(200);
    awaitDecision(3, Outcome.ROLLED_BACK);

    engine.set(second, Fault.THROWS);
    ask(200);

    assertThat(awaitDecision(2, Outcome.STAYED).reason())
        .endsWith(
            "; production was rolled back already, and the cause may be another (promote a"
                + " version)");
    assertThat(production()).isEqualTo(2);
  }

  @Test
  void leavesAVersionIfTheOneBeforeWasAsBad() {
    ModelVersion first = promoted(1);
    engine.set(first, Fault.THROWS);
    ask(60);
    assertThat(awaitDecision(1, Outcome.STAYED).reason())
        .endsWith("; no version was in production before");
    ModelVersion second = promoted(2);
    engine.set(second, Fault.THROWS);
    ask(60);

    RuleDecision decision = awaitDecision(2, Outcome.STAYED);

    assertThat(decision.reason())
        .contains("; version 1 was no better: [error rate is 100.00 % of 60 requests]");
    assertThat(decision.figures()).containsEntry("error_rate before", 1.0);
    assertThat(model.alerts().find(AlertCause.rule("error_rate > 0.02")))
        .hasValueSatisfying(
            alert -> {
              assertThat(alert.isOpen()).isTrue();
              assertThat(alert.summary()).contains("STAYED: error rate is 100.00 %");
            });
    assertThat(production()).isEqualTo(2);
  }

  @Test
  void goesBackToNoVersionThatFailsTodaysInputs() {
    ModelVersion first = promoted(1);
    ModelVersion second = promoted(2);
    model.predict(new Flower(5_000, 2, "sand"));
    awaitTrue(() -> model.log().waiting() == 0);
    engine.set(first, Fault.THROWS_ON_LARGE_ONES);
    engine.set(second, Fault.THROWS);
    ask(60);

    assertThat(awaitDecision(2, Outcome.STAYED).reason())
        .contains("Cannot go back to species:1: it does not answer ");
    assertThat(production()).isEqualTo(2);
    assertThat(model.history()).noneMatch(each -> each.toString().contains("Rule: "));
  }

  @Test
  void judgesAVersionAnewThatIsPromotedAgain() {
    promoted(1);
    ModelVersion second = promoted(2);
    engine.set(second, Fault.THROWS);
    ask(200);
    awaitDecision(2, Outcome.ROLLED_BACK);
    Instant end = SmallLife.NOON.plusSeconds(1);
    assertThat(model.ruleDecisions().between(SmallLife.NOON, end))
        .extracting(RuleDecision::outcome)
        .contains(Outcome.ROLLED_BACK);
    assertThat(model.ruleDecisions().between(end, end)).isEmpty();
    assertThatThrownBy(() -> model.ruleDecisions().between(end, SmallLife.NOON))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("must not end before it begins");
  }

  @Test
  void judgesWhenAskedByLiveMetrics() {
    try (ManagedModel<Flower, String> other =
        Flowers.model(home).rollbackWhen(metric("accuracy").below(0.5)).open()) {
      Flowers.promoted(other, Flowers.split(home, 1));
      Flowers.promoted(other, Flowers.split(home, 2));
      now.updateAndGet(before -> before.plusSeconds(1));
      List<String> ids = Stream.generate(() -> other.predict(SETOSA).id()).limit(60).toList();
      ids.subList(0, 5).forEach(id -> other.recordGroundTruth(id, "virginica"));
      model.close();
      awaitTrue(() -> other.log().waiting() == 0);
      awaitTrue(() -> other.judgeRule().isPresent()); // once the other model leads no more
      assertThat(other.judgeRule().orElseThrow().reason()).contains("accuracy is not known");

      ids.subList(5, 60).forEach(id -> other.recordGroundTruth(id, "virginica"));
      awaitTrue(() -> other.judgeRule().orElseThrow().outcome() == Outcome.ROLLED_BACK);
      RuleDecision decision = other.ruleDecisions().findNewest().orElseThrow();

      assertThat(decision.reason()).startsWith("Rule: accuracy below 0.5 (accuracy is 0");
      assertThat(decision.figures()).isEqualTo(Map.of("metrics.accuracy", 0.0));
      assertThat(other.judgeRule().orElseThrow().outcome()).isEqualTo(Outcome.QUIET);
    }
  }

  @Test
  void rejectsARuleOnAMetricThatTheTaskDoesNotHave() {
    assertThatThrownBy(() -> Flowers.plain(home).rollbackWhen(metric("rmse").above(6)).open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(
            "Invalid rollback rule of species: no metric rmse of the task classification (there"
                + " are ");
  }

  @Test
  void rejectsARuleOnAMisspeltClassOnceClassesAreKnown() {
    Split split = Flowers.commit(home, 1, 60).split(Flowers.PLAN);
    String message =
        "Invalid rollback rule of species: no metric recall[setosaa] of the task classification"
            + " (did you mean recall[setosa]? ";
    ManagedModelBuilder<Flower, String> misspelt =
        Flowers.model(home).rollbackWhen(metric("recall[setosaa]").below(0.5));
    try (ManagedModel<Flower, String> model = misspelt.open()) {
      assertThatThrownBy(() -> model.train(split)).hasMessageStartingWith(message);
    }
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, split);
    }
    assertThatThrownBy(
            () -> Flowers.model(home).rollbackWhen(metric("recall[setosaa]").below(0.5)).open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(message);
    Flowers.model(home) // perhaps a class of the next version
        .rollbackWhen(metric("recall[tulip]").below(0.5))
        .open()
        .close();
  }

  static Stream<Condition> noRules() {
    return Stream.of(
        Conditions.always(),
        errorRate().above(1).not(),
        errorRate().isMissing(),
        errorRate().is(1),
        errorRate().over(Duration.ofHours(2)).above(0.1),
        age().above(Duration.ofDays(1)),
        RULE.and(runName().is("a")));
  }

  @ParameterizedTest
  @MethodSource("noRules")
  void rejectsWhatNoVersionCanBeJudgedBy(Condition rule) {
    assertThatThrownBy(() -> Flowers.plain(home).rollbackWhen(rule))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid rollback rule: ");
  }

  @Test
  void takesRatesLatenciesAndLiveMetrics() {
    Condition rule =
        RULE.or(Conditions.latencyP99().above(Duration.ofMillis(20)))
            .or(metric("recall[setosa]").below(0.6));
    try (ManagedModel<Flower, String> other = Flowers.plain(home).rollbackWhen(rule).open()) {
      assertThat(other.ruleDecisions().findNewest()).isEmpty();
    }
    assertThatThrownBy(() -> Flowers.plain(home).serving(in -> "a").rollbackWhen(RULE).open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid builder of species: a function is rolled back by a rule (it has no versions)");
  }

  @Test
  void refusesARuleOnDriftThatNothingMonitors() {
    assertThatThrownBy(() -> Flowers.plain(home).rollbackWhen(RULE.or(Conditions.drifted())).open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid builder of species: 'error_rate > 0.02")
        .hasMessageEndingWith("' without a drift monitor (set one with monitor(drift()))");
  }
}
