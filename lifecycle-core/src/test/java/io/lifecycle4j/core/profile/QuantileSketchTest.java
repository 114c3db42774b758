package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileSketchTest {
  private static final int LONG = Volume.of(300_000, 1_000_000, 3_000_000);

  /** What the Javadoc promises of any number of values. */
  private static final double PROMISED = 0.0032;

  private static QuantileSketch sketch(double[] values, int from, int to) {
    QuantileSketch sketch = new QuantileSketch();
    sketch.add(values, from, to);
    return sketch;
  }

  /** Returns by how much of all values a number at a rank is off, at worst. */
  private static double worst(QuantileSketch sketch, double[] sorted) {
    SortedValues read = sketch.sorted();
    assertThat(read.total()).isEqualTo(sorted.length);
    double worst = 0;
    for (int i = 1; i < 200; i++) {
      long rank = (long) (i / 200.0 * (sorted.length - 1));
      double number = read.at(rank);
      int low = first(sorted, number);
      int high = first(sorted, Math.nextUp(number)) - 1;
      worst = Math.max(worst, (double) Math.max(low - rank, rank - high));
    }
    return worst / sorted.length;
  }

  private static int first(double[] sorted, double number) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double[] numbers(String order, int count) {
    Random random = new Random(42);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (order) {
            case "rising" -> i;
            case "falling" -> -i;
            case "comb" -> i % 2 == 0 ? i : -i;
            case "few" -> random.nextInt(5);
            case "heavy" -> Math.exp(9 * random.nextGaussian());
            default -> random.nextDouble();
          };
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rising", "falling", "comb", "few", "heavy", "random"})
  @OnlyLarger
  void staysWithinItsBoundInAnyOrder(String order) {
    for (int count : new int[] {10_001, 40_000, 300_000, LONG}) {
      double[] values = numbers(order, count);
      QuantileSketch sketch = sketch(values, 0, count);
      Arrays.sort(values);
      assertThat(sketch.error()).isGreaterThan(0).isLessThanOrEqualTo(PROMISED);
      assertThat(worst(sketch, values)).isLessThanOrEqualTo(sketch.error());
      assertThat(sketch.bytes()).isLessThanOrEqualTo(96 << 10);
    }
  }

  @Test
  void isExactAsLongAsItPromises() {
    double[] values = numbers("random", QuantileSketch.EXACT);
    QuantileSketch sketch = sketch(values, 0, values.length);
    Arrays.sort(values);
    assertThat(sketch.error()).isZero();
    for (int i = 0; i < values.length; i++) {
      assertThat(sketch.sorted().at(i)).isEqualTo(values[i]);
      i += 96;
    }
    sketch.add(new double[] {0.5}, 0, 1);
    assertThat(sketch.error()).isGreaterThan(0);
  }

  @Test
  void doesNotDependOnHowManyComeAtOnce() {
    double[] values = numbers("random", 50_000);
    QuantileSketch whole = sketch(values, 0, values.length);
    QuantileSketch pieces = new QuantileSketch();
    for (int from = 0; from < values.length; from += 7) {
      pieces.add(values, from, Math.min(values.length, from + 7));
    }
    assertThat(pieces.sorted().histogram()).isEqualTo(whole.sorted().histogram());
    assertThat(pieces.error()).isEqualTo(whole.error());
  }
}
