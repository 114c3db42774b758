package io.lifecycle4j.condition;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.runName;
import static io.lifecycle4j.condition.Conditions.startTime;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderingTest {
  private static final Facts LOW = new Known().number(metric("acc"), 0.2).text(runName(), "b");
  private static final Facts HIGH = new Known().number(metric("acc"), 0.9).text(runName(), "a");
  private static final Facts NAN = new Known().number(metric("acc"), Double.NaN);
  private static final Facts MISSING = new Known();

  @Test
  void putsNanAndThenWhatIsMissingLastInBothDirections() {
    assertThat(Stream.of(MISSING, LOW, NAN, HIGH).sorted(metric("acc").descending().comparator()))
        .containsExactly(HIGH, LOW, NAN, MISSING);
    assertThat(Stream.of(NAN, MISSING, HIGH, LOW).sorted(metric("acc").ascending().comparator()))
        .containsExactly(LOW, HIGH, NAN, MISSING);
  }

  @Test
  void ordersTextsAndPutsWhatIsMissingLast() {
    assertThat(Stream.of(MISSING, LOW, HIGH).sorted(runName().ascending().comparator()))
        .containsExactly(HIGH, LOW, MISSING);
    assertThat(Stream.of(MISSING, HIGH, LOW).sorted(runName().descending().comparator()))
        .containsExactly(LOW, HIGH, MISSING);
  }

  @Test
  void ordersTimesAndTakesTheZerosForOne() {
    Facts early = new Known().number(startTime(), 1).number(metric("x"), 0.0);
    Facts late = new Known().number(startTime(), 2).number(metric("x"), -0.0);

    assertThat(startTime().descending().comparator().compare(early, late)).isPositive();
    assertThat(metric("x").ascending().comparator().compare(early, late)).isZero();
  }
}
