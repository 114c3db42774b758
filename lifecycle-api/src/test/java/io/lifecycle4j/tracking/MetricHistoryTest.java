package io.lifecycle4j.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetricHistoryTest {
  private static MetricHistory of(double... values) {
    return MetricHistory.of(
        IntStream.range(0, values.length)
            .mapToObj(step -> new MetricPoint(step, values[step], Instant.EPOCH))
            .toList());
  }

  private static List<Double> values(MetricHistory history) {
    return history.points().stream().map(MetricPoint::value).toList();
  }

  @Test
  void keepsTheEndsTheExtremesAndTheFirstNaN() {
    MetricHistory history = of(5, 4, 1, 6, Double.NaN, Double.NaN, 9, 8, 7);
    assertThat(values(history.downsampled(5))).containsExactly(5.0, 1.0, Double.NaN, 9.0, 7.0);
  }

  @Test
  void keepsExtremesWhereTheFirstPointIsNoNumber() {
    MetricHistory history = of(Double.NaN, 3, 2, 4, 3, 3);
    assertThat(values(history.downsampled(5))).containsExactly(Double.NaN, 2.0, 4.0, 3.0);
  }

  @Test
  void keepsTheOrderOfSteps() {
    MetricHistory few = of(IntStream.range(0, 1_000).mapToDouble(i -> -i).toArray());
    assertThat(few.downsampled(50).points())
        .hasSizeLessThanOrEqualTo(50)
        .isSortedAccordingTo((a, b) -> Long.compare(a.step(), b.step()))
        .startsWith(few.points().get(0))
        .endsWith(few.points().get(999));
  }

  @Test
  void isTheSameIfItHasNoMorePoints() {
    MetricHistory history = of(1, 2, 3);
    assertThat(history.downsampled(5)).isSameAs(history);
  }
}
