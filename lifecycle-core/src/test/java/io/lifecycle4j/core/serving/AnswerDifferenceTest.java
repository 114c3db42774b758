package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A shadow and a replay mean the same by the size of a difference. */
class AnswerDifferenceTest {
  private static final double NONE = Double.NaN;

  @Test
  void isTheLargestDistanceOfNumbers() {
    assertThat(AnswerDifference.distance(1.5, 4.0)).isEqualTo(2.5);
    assertThat(AnswerDifference.distance(List.of(1.0, 2.0), List.of(1.5, 0.0))).isEqualTo(2);
    assertThat(AnswerDifference.distance(List.of(1.0), List.of(1.0, 2.0))).isInfinite();
    assertThat(AnswerDifference.size(2.5, 0.9, 0.8)).isEqualTo(2.5);
  }

  @Test
  void isTheSmallerProbabilityOfAnswersWithoutADistance() {
    double distance = AnswerDifference.distance("rose", "tulip");
    assertThat(distance).isInfinite();
    assertThat(AnswerDifference.distance("rose", "rose")).isZero();
    assertThat(AnswerDifference.size(distance, 0.9, 0.6)).isEqualTo(0.6);
    assertThat(AnswerDifference.size(distance, 0.5, 0.6)).isEqualTo(0.5);
    assertThat(AnswerDifference.size(distance, NONE, 0.6)).isEqualTo(1);
    assertThat(AnswerDifference.size(distance, 0.5, NONE)).isEqualTo(1);
  }

  @Test
  void keepsTheLargestOfMany() {
    Largest<Integer> largest = new Largest<>(Integer::doubleValue);
    for (int i = 0; i < 100; i++) {
      largest.add(37 * i % 100);
    }
    assertThat(largest.sorted()).hasSize(20).startsWith(99, 98, 97).endsWith(81, 80);
  }
}
