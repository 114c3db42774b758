package io.lifecycle4j.core.condition;

import static io.lifecycle4j.condition.Conditions.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.error.InvalidValueException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions on what is watched while a model serves, as text. */
class WatchedTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "latency_p99 > 20|15|a duration such as 20 ms",
        "latency_p99 > 20 msec|15|a duration such as 20 ms",
        "age > 3 tags.a = 'x'|7|a duration such as 20 ms",
        "age > 3 min.loss < 1|7|a duration such as 20 ms",
        "latency_p0 > 1 ms|1|metrics.latency_p0",
        "error_rate{over = 0 s} > 1|19|a duration of whole seconds, from 1 s to 1 d",
        "error_rate{over = 1500 ms} > 1|19|a duration of whole seconds, from 1 s to 1 d",
        "error_rate{over = 25 h} > 1|19|a duration of whole seconds, from 1 s to 1 d",
        "error_rate{since = 1 s} > 1|12|over = and a duration",
        "error_rate{over = 1 s, > 1|22|}",
        "error_rate = 'a'|14|a number such as 0.9",
        "psy.amount > 1|1|metrics, min,"
      })
  void saysWhatIsExpectedOfWhatIsWatched(String text, int character, String expected) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(" at character " + character + ": ")
        .hasMessageContaining("(expected " + expected);
  }

  @Test
  void readsADurationInAnyUnit() {
    assertThat(parse("age > 1.5 h")).isEqualTo(Conditions.age().above(Duration.ofMinutes(90)));
    assertThat(parse("age>2d AND latency_p99<1s"))
        .isEqualTo(
            Conditions.age()
                .above(Duration.ofDays(2))
                .and(Conditions.latencyP99().below(Duration.ofSeconds(1))));
    assertThat(parse("error_rate { OVER=1min }>0"))
        .isEqualTo(Conditions.errorRate().over(Duration.ofMinutes(1)).above(0));
  }
}
