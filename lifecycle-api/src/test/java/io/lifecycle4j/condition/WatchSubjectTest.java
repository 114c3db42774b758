package io.lifecycle4j.condition;

import static io.lifecycle4j.condition.Conditions.age;
import static io.lifecycle4j.condition.Conditions.drift;
import static io.lifecycle4j.condition.Conditions.drifted;
import static io.lifecycle4j.condition.Conditions.errorRate;
import static io.lifecycle4j.condition.Conditions.every;
import static io.lifecycle4j.condition.Conditions.latency;
import static io.lifecycle4j.condition.Conditions.latencyP99;
import static io.lifecycle4j.condition.Conditions.newRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchSubjectTest {
  @Test
  void comparesADurationInMilliseconds() {
    Condition slow = latencyP99().above(Duration.ofNanos(20_500_000));

    assertThat(slow.holds(new Numbers(Map.of(latencyP99(), 20.5)))).isFalse();
    assertThat(slow.holds(new Numbers(Map.of(latencyP99(), 20.6)))).isTrue();
    assertThat(slow.holds(new Numbers(Map.of()))).as("no requests").isFalse();
  }

  @Test
  void countsARetrainingAsDueOnceThePeriodHasPassed() {
    Condition due = every(Duration.ofDays(30)).or(newRows(10)).or(drifted());

    assertThat(due.holds(numbers(30 * 86_400_000.0, 0, 0))).isTrue();
    assertThat(due.holds(numbers(30 * 86_400_000.0 - 1, 9, 0))).isFalse();
    assertThat(due.holds(numbers(0, 10, 0))).isTrue();
    assertThat(due.holds(numbers(0, 0, 1))).isTrue();
  }

  private static Facts numbers(double since, double rows, double drifted) {
    return new Numbers(
        Map.of(
            WatchSubject.Elapsed.SINCE_RETRAINING, since,
            WatchSubject.Count.NEW_ROWS, rows,
            WatchSubject.Count.DRIFTED_COLUMNS, drifted));
  }

  @Test
  void saysInWordsWhatIsWatched() {
    assertThat(errorRate().above(0.02).words()).isEqualTo("error rate above 0.02");
    assertThat(latency(50).over(Duration.ofMinutes(1)).below(Duration.ofMillis(20)).words())
        .isEqualTo("p50 latency over 1 min below 20 ms");
    assertThat(drift("amount", DriftMeasure.PSI).above(0.25).words())
        .isEqualTo("PSI of amount above 0.25");
    assertThat(every(Duration.ofDays(30)).words())
        .isEqualTo("time since the latest retraining at least 30 d");
    assertThat(age().above(Duration.ZERO).words()).isEqualTo("age above 0 ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.5S", "PT1.5S", "PT24H0.001S", "PT25H", "PT-1S"})
  void takesATrailingTimeOfWholeSecondsOfAtMostADay(String time) {
    assertThatThrownBy(() -> errorRate().over(Duration.parse(time)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid trailing time: "
                + Duration.parse(time)
                + " (must be whole seconds, from PT1S to PT24H)");
  }

  @Test
  void rejectsWhatCanNeverBeMeant() {
    assertThatThrownBy(() -> latency(100))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid percentile: 100 (must be from 1 to 99)");
    assertThatThrownBy(() -> newRows(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid number of new rows: 0 (must be at least 1)");
    assertThatThrownBy(() -> every(Duration.ZERO))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid period: PT0S (must be positive)");
  }

  @Test
  void isUnknownToFactsOfMetrics() {
    assertThatThrownBy(() -> errorRate().above(0).holds(Map.of("error_rate", 1.0)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot compare error rate: not known here (only metrics are)");
  }

  private record Numbers(Map<Subject, Double> values) implements Facts {
    @Override
    public OptionalDouble number(Subject subject) {
      Double value = values.get(subject);
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    @Override
    public List<String> texts(Subject subject) {
      return List.of();
    }
  }
}
