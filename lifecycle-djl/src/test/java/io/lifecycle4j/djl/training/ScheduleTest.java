package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.InvalidValueException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  @Test
  void keepsAConstantRate() {
    assertThat(Schedule.constant().factor(1, 100, 10)).isEqualTo(1);
    assertThat(Schedule.constant().factor(100, 100, 10)).isEqualTo(1);
  }

  @Test
  void goesDownAlongHalfACosine() {
    assertThat(Schedule.cosine().factor(1, 100, 10)).isEqualTo(1);
    assertThat(Schedule.cosine().factor(51, 100, 10)).isCloseTo(0.5, CLOSE);
    assertThat(Schedule.cosine().factor(100, 100, 10))
        .isCloseTo((1 + Math.cos(Math.PI * 0.99)) / 2, CLOSE);
  }

  @Test
  void dropsEveryFewEpochs() {
    Schedule schedule = Schedule.step(2, 0.1);
    assertThat(schedule.factor(20, 100, 10)).isEqualTo(1);
    assertThat(schedule.factor(21, 100, 10)).isCloseTo(0.1, CLOSE);
    assertThat(schedule.factor(41, 100, 10)).isCloseTo(0.01, CLOSE);
  }

  /** The factors are those of PyTorch's OneCycleLR with its defaults and 100 steps. */
  @Test
  void risesAndFallsAsTheOneOfPyTorchDoes() {
    double[] expected = {
      0.04, 0.29516394846410077, 1, 0.9994965352845243, 0.4775696745544034, 4e-06
    };
    int[] updates = {1, 11, 30, 31, 66, 100};
    for (int i = 0; i < updates.length; i++) {
      assertThat(Schedule.oneCycle().factor(updates[i], 100, 10))
          .as("update %d", updates[i])
          .isCloseTo(expected[i], within(1e-9));
    }
  }

  @Test
  void warmsUpBeforeItBegins() {
    Schedule schedule = Schedule.cosine().warmUp(10);
    assertThat(schedule.factor(1, 110, 10)).isCloseTo(0.1, CLOSE);
    assertThat(schedule.factor(10, 110, 10)).isEqualTo(1);
    assertThat(schedule.factor(11, 110, 10)).isEqualTo(1);
    assertThat(schedule.factor(61, 110, 10)).isCloseTo(0.5, CLOSE);
    assertThat(schedule).hasToString("cosine warmUp(10)");
  }

  @Test
  void survivesTrainingsOfFewUpdates() {
    for (Schedule schedule :
        new Schedule[] {
          Schedule.oneCycle(), Schedule.cosine(), Schedule.step(1, 0.5), Schedule.cosine().warmUp(5)
        }) {
      for (int updates = 1; updates <= 4; updates++) {
        for (int update = 1; update <= updates; update++) {
          assertThat(schedule.factor(update, updates, 1)).as("%s", schedule).isBetween(0.0, 1.0);
        }
      }
    }
  }

  @Test
  void refusesFactorsThatDoNotDecrease() {
    assertThatThrownBy(() -> Schedule.step(1, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid factor of a schedule: 1 (must be above 0, below 1)");
    assertThatThrownBy(() -> Schedule.cosine().warmUp(1).warmUp(1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid schedule: warm-up set twice");
  }
}
