package io.lifecycle4j.core.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OrderStatisticsProperties {
  private static final double[] SHARES = {0, 0.1, 0.25, 0.5, 0.75, 0.99, 1};

  @Provide
  Arbitrary<Double> number() {
    return Arbitraries.oneOf(
        Arbitraries.doubles(),
        Arbitraries.doubles().between(-1, 1),
        Arbitraries.of(0.0, -0.0, 1.0, Double.MIN_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE));
  }

  @Property(tries = 500)
  void manyPassesFindWhatSortingFinds(
      @ForAll @Size(min = 1, max = 60) List<@From("number") Double> numbers,
      @ForAll @IntRange(max = 70) int kept) {
    double[] values = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    double[] sorted = Arrays.stream(values).map(x -> x + 0.0).sorted().toArray();
    OrderStatistics order = new OrderStatistics(kept, SHARES);
    int passes = 0;
    do {
      order.add(new double[] {Double.NaN, Double.POSITIVE_INFINITY});
      order.add(values);
      passes++;
    } while (!order.end());
    assertThat(passes).isEqualTo(values.length <= kept ? 1 : 6);
    assertThat(order.count()).isEqualTo(values.length);
    for (int i = 0; i < SHARES.length; i++) {
      double place = (sorted.length - 1) * SHARES[i];
      double low = sorted[(int) place];
      double above = place - (int) place;
      double expected = above == 0 ? low : low + (sorted[(int) place + 1] - low) * above;
      assertThat(order.quantile(i)).isEqualTo(expected);
    }
  }
}
