package io.lifecycle4j.retraining;

import static io.lifecycle4j.condition.Conditions.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.Actor;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrainingPolicyTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private static RetrainingPolicy.Builder policy() {
    return RetrainingPolicy.when(metric("rmse").above(3));
  }

  @Test
  void hasTheDefaultsThatItsDocumentationNames() {
    RetrainingPolicy policy = policy().build();

    assertThat(policy.coolDown()).isEqualTo(DAY);
    assertThat(policy.watchFor()).isEqualTo(DAY);
    assertThat(policy.checkEvery()).isEqualTo(Duration.ofMinutes(1));
    assertThat(policy.refusals()).isEqualTo(2);
    assertThat(policy.release()).isEqualTo(Release.PROMOTE);
    assertThat(policy.actor()).isEqualTo(Actor.by("retraining"));
    assertThat(policy.quietHours()).isEmpty();
    assertThat(policy.budget()).isEmpty();
    assertThat(policy.rolloutPlan()).isEmpty();
    assertThat(policy)
        .isEqualTo(policy().coolDown(DAY).watchFor(DAY).refusals(2).build())
        .hasSameHashCodeAs(policy().build())
        .isNotEqualTo(policy().registeringOnly().build())
        .hasToString("RetrainingPolicy[when metrics.rmse > 3, then PROMOTE]");
  }

  @Test
  void takesEachPartOnce() {
    RetrainingPolicy.Builder builder =
        policy().coolDown(HOUR).refusals(1).rollingOut().trainAtMost(HOUR).per(DAY);

    assertThatThrownBy(() -> builder.coolDown(HOUR))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid retraining policy: cool-down set twice");
    assertThatThrownBy(builder::registeringOnly)
        .hasMessage("Invalid retraining policy: release set twice");
    assertThatThrownBy(() -> builder.trainAtMost(HOUR))
        .hasMessage("Invalid retraining policy: budget set twice");
    assertThat(builder.build().budget()).contains(new TrainingBudget(HOUR, DAY));
  }

  @Test
  void rejectsWhatHasNoMeaning() {
    assertThatThrownBy(() -> policy().coolDown(Duration.ZERO))
        .hasMessageStartingWith("Invalid cool-down: PT0S (must be more than 0");
    assertThatThrownBy(() -> policy().refusals(0))
        .hasMessage("Invalid refusals: 0 (must be at least 1)");
    assertThatThrownBy(() -> policy().trainAtMost(DAY).per(HOUR))
        .hasMessage("Invalid budget: 1 day in 1 hour (must be at most the period)");
    RetrainingPolicy.Builder unlimited = policy();
    unlimited.trainAtMost(HOUR);
    assertThatThrownBy(unlimited::build)
        .hasMessage(
            "Invalid retraining policy: a time of training in no period (name it with per)");
    assertThatThrownBy(() -> policy().quietHours(LocalTime.NOON, LocalTime.NOON, ZoneOffset.UTC))
        .hasMessage("Invalid quiet hours: from 12:00 to 12:00 (must differ)");
  }

  @ParameterizedTest
  @CsvSource({
    "22:00, 06:00, 21:59:59, false",
    "22:00, 06:00, 22:00:00, true",
    "22:00, 06:00, 00:00:00, true",
    "22:00, 06:00, 05:59:59, true",
    "22:00, 06:00, 06:00:00, false",
    "08:00, 18:00, 07:59:59, false",
    "08:00, 18:00, 08:00:00, true",
    "08:00, 18:00, 18:00:00, false"
  })
  void knowsItsQuietHours(LocalTime from, LocalTime to, LocalTime time, boolean quiet) {
    QuietHours hours = new QuietHours(from, to, ZoneId.of("Europe/Berlin"));
    Instant at =
        Instant.parse("2026-07-01T00:00:00Z").minus(Duration.ofHours(2)); // midnight in Berlin

    assertThat(hours.has(at.plusSeconds(time.toSecondOfDay()))).isEqualTo(quiet);
  }
}
