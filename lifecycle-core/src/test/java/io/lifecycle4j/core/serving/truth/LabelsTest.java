package io.lifecycle4j.core.serving.truth;

import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.multiLabel;
import static io.lifecycle4j.schema.Tasks.quantiles;
import static io.lifecycle4j.schema.Tasks.reconstruction;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Labels are given as the model answers, and stored as its answers print. */
class LabelsTest {
  static Stream<Arguments> labels() {
    return Stream.of(
        Arguments.of(classification("kind", "yes", "no"), "yes", "yes"),
        Arguments.of(classification("kind", "DAYS", "HOURS"), TimeUnit.DAYS, "DAYS"),
        Arguments.of(classification("kind", "true", "false"), true, "true"),
        Arguments.of(classification("kind"), "whatever", "whatever"),
        Arguments.of(regression("rides"), 12, 12.0),
        Arguments.of(regression("rides"), 12.5f, 12.5),
        Arguments.of(regression("late"), true, 1.0),
        Arguments.of(regression("rides", "delays"), List.of(1, 2.5), List.of(1.0, 2.5)),
        Arguments.of(quantiles("rides", 0.1, 0.9), 7L, 7.0),
        Arguments.of(multiLabel("late", "full"), Set.of("full"), List.of("full")),
        Arguments.of(multiLabel("late", "full"), List.of(), List.of()));
  }

  @ParameterizedTest
  @MethodSource("labels")
  void acceptsWhatTheModelAnswers(Task<?> task, Object label, Object stored) {
    assertThat(Labels.checked(task, label)).isEqualTo(stored);
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of(
            classification("kind", "yes", "no"), "perhaps", "perhaps (must be one of [yes, no])"),
        Arguments.of(classification("kind", "1", "2"), 1, "1.0 (must be one of [1, 2])"),
        Arguments.of(regression("rides"), "12", "12 (must be a finite 32-bit number)"),
        Arguments.of(regression("rides"), Double.NaN, "NaN (must be a finite number)"),
        Arguments.of(regression("rides"), 1e300, "1.0E300 (must be a finite 32-bit number)"),
        Arguments.of(
            regression("rides", "delays"),
            List.of(1),
            "[1.0] (must be a list of 2 finite Doubles)"),
        Arguments.of(
            quantiles("rides", 0.1, 0.9),
            List.of(1, 2),
            "[1.0, 2.0] (must be a finite 32-bit number)"),
        Arguments.of(
            multiLabel("late", "full"),
            List.of("early"),
            "[early] (must be a list of some of [late, full])"),
        Arguments.of(
            regression("rides"),
            new Object(),
            "an object of class java.lang.Object (must be a text, a number or a list of them, as"
                + " the model answers)"),
        Arguments.of(
            reconstruction(),
            1,
            "the task reconstruction has no labels, its inputs are the labels"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void refusesAnythingElse(Task<?> task, Object label, String message) {
    assertThatThrownBy(() -> Labels.checked(task, label))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid ground truth: " + message);
  }

  @Test
  void shortensALongTextInItsMessage() {
    assertThatThrownBy(() -> Labels.checked(classification("kind", "a", "b"), "x".repeat(1_000)))
        .hasMessage("Invalid ground truth: " + "x".repeat(40) + "… (must be one of [a, b])");
  }
}
