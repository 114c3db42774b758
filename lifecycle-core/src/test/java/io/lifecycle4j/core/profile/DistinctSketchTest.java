package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.profile.Profile.Distinct;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctSketchTest {
  private static DistinctSketch of(int from, int to) {
    DistinctSketch sketch = new DistinctSketch();
    double[] values = IntStream.range(from, to).mapToDouble(i -> i).toArray();
    sketch.add(values, 0, values.length);
    sketch.add(values, 0, values.length);
    return sketch;
  }

  @Test
  void countsFewValuesExactly() {
    assertThat(new DistinctSketch().distinct()).isEqualTo(new Distinct(0, true));
    for (int count : new int[] {1, 15, 17, 600, DistinctSketch.EXACT}) {
      Distinct distinct = of(0, count).distinct();
      assertThat(distinct.count()).isEqualTo(count);
      assertThat(distinct.exact()).isTrue();
    }
    assertThat(of(0, DistinctSketch.EXACT + 1).distinct().exact()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_025, 3_000, 10_000, 20_000, 100_000, 3_000_000})
  @OnlyLarger
  void estimatesManyWithinFiveStandardErrors(int count) {
    double five = 5 * 1.04 / 64;
    assertThat((double) of(0, count).distinct().count())
        .isBetween(count * (1 - five), count * (1 + five));
    DistinctSketch texts = new DistinctSketch();
    IntStream.range(0, count).forEach(i -> texts.add(SplitMix64.hash("customer-" + i)));
    assertThat((double) texts.distinct().count()).isBetween(count * (1 - five), count * (1 + five));
  }

  /** Fifty independent streams: their mean is off by a seventh of the error of one. */
  @ParameterizedTest
  @ValueSource(ints = {1_500, 8_000, 12_000, 30_000})
  void hasNoBias(int count) {
    double sum = 0;
    double squares = 0;
    int streams = 50;
    for (int stream = 0; stream < streams; stream++) {
      double off = of(stream * count, (stream + 1) * count).distinct().count() / (double) count - 1;
      sum += off;
      squares += off * off;
    }
    assertThat(Math.abs(sum / streams)).isLessThan(4 * 0.01625 / Math.sqrt(streams));
    assertThat(Math.sqrt(squares / streams)).isLessThan(1.4 * 0.01625);
  }
}
