package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class OrderProperties {
  @Property(tries = 300)
  void batchesOfAnEpochHoldEveryRowOnce(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 200) int rows,
      @ForAll @IntRange(min = 1, max = 50) int size,
      @ForAll @IntRange(max = 30) int block) {
    Order order = new Order(seed, rows, size, block);
    int[] shuffled = order.shuffled(1);
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < order.batches(); i++) {
      int[] batch = order.batch(shuffled, i);
      assertThat(batch.length).isBetween(rows > 1 && size > 1 ? 2 : 1, order.largest());
      Arrays.stream(batch).forEach(seen::add);
    }
    assertThat(seen).hasSize(rows).doesNotHaveDuplicates().allMatch(row -> row >= 0 && row < rows);
  }

  @Property(tries = 100)
  void orderIsThatOfTheSeedAndTheEpoch(@ForAll long seed) {
    Order order = new Order(seed, 50, 10);
    assertThat(order.shuffled(3)).isEqualTo(new Order(seed, 50, 7).shuffled(3));
    assertThat(order.shuffled(3)).isNotEqualTo(order.shuffled(4));
    assertThat(order.seedOf(1)).isNotEqualTo(order.seedOf(2));
  }

  @Property(tries = 100)
  void blocksKeepRowsTogether(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 2_000) int rows,
      @ForAll @IntRange(min = 1, max = 30) int block) {
    int[] shuffled = new Order(seed, rows, 10, block).shuffled(1);
    int window = block * Order.WINDOW;
    for (int from = 0; from < rows; from += window) {
      long blocks =
          Arrays.stream(shuffled, from, Math.min(rows, from + window))
              .map(row -> row / block)
              .distinct()
              .count();
      assertThat(blocks).isLessThanOrEqualTo(Order.WINDOW + 1); // one of them may be cut
    }
  }

  /** DJL's own sampler never gives four of the six orders of three rows. */
  @Example
  void everyOrderOfThreeRowsIsAsLikely() {
    Map<String, Integer> counts = new HashMap<>();
    for (int seed = 0; seed < 6_000; seed++) {
      counts.merge(Arrays.toString(new Order(seed, 3, 1).shuffled(1)), 1, Integer::sum);
    }
    double chiSquare =
        counts.values().stream().mapToDouble(n -> Math.pow(n - 1_000, 2) / 1_000).sum();
    assertThat(counts).hasSize(6);
    // The 0.999 quantile for 5 degrees of freedom.
    assertThat(chiSquare).isLessThan(20.5);
  }
}
