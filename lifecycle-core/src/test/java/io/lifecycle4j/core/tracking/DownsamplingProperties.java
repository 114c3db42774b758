package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.MetricPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A thinned curve never hides how far the curve went. */
class DownsamplingProperties {
  @Provide
  Arbitrary<Double> values() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(8, Arbitraries.doubles()),
        net.jqwik.api.Tuple.of(
            2, Arbitraries.of(Double.NaN, 1.0 / 0, -1.0 / 0, 0.0, -0.0, Double.MAX_VALUE)));
  }

  private static List<MetricPoint> points(List<Double> values) {
    List<MetricPoint> points = new ArrayList<>();
    values.forEach(value -> points.add(new MetricPoint(points.size(), value, Instant.EPOCH)));
    return points;
  }

  private static Optional<Double> greatest(List<MetricPoint> points, Comparator<Double> order) {
    return points.stream()
        .map(point -> point.value() + 0.0) // one zero
        .filter(value -> !Double.isNaN(value))
        .max(order);
  }

  private static boolean hasNaN(List<MetricPoint> points) {
    return points.stream().anyMatch(point -> Double.isNaN(point.value()));
  }

  @Property(tries = 500)
  void keepsTheLeastAndTheGreatestInAtMostSoManyPoints(
      @ForAll @Size(max = 300) List<@From("values") Double> values,
      @ForAll @IntRange(min = 5, max = 100) int most) {
    List<MetricPoint> all = points(values);
    List<MetricPoint> kept = MetricHistory.of(all).downsampled(most).points();

    assertThat(kept).hasSizeLessThanOrEqualTo(most).isSubsetOf(all);
    assertThat(kept).extracting(MetricPoint::step).isSorted().doesNotHaveDuplicates();
    Comparator<Double> order = Comparator.naturalOrder();
    assertThat(greatest(kept, order)).isEqualTo(greatest(all, order));
    assertThat(greatest(kept, order.reversed())).isEqualTo(greatest(all, order.reversed()));

    assertThat(hasNaN(kept)).isEqualTo(hasNaN(all));
    if (all.size() <= most) {
      assertThat(kept).isEqualTo(all);
    }
    if (!all.isEmpty()) {
      assertThat(kept).startsWith(all.get(0)).endsWith(all.get(all.size() - 1));
    }
  }
}
