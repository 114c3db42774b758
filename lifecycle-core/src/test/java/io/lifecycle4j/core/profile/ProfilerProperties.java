package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.schema.Columns;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ProfilerProperties {
  private static final Columns<Double> NUMBERS =
      Columns.from(Double.class).float64("x", Double::doubleValue).build();

  private static ColumnProfile profile(List<Double> values) {
    Profiler profiler = new Profiler(NUMBERS.schema());
    values.forEach(value -> profiler.add(NUMBERS.row(value)));
    return profiler.profile().columns().get(0);
  }

  @Provide
  Arbitrary<List<Double>> values() {
    Arbitrary<Double> few = Arbitraries.of(0.0, -0.0, 1.0, Double.NaN, 1e300, Double.MIN_VALUE);
    Arbitrary<Double> many = Arbitraries.doubles().between(-1e6, 1e6);
    return Arbitraries.oneOf(few, many).list().ofMaxSize(300);
  }

  @Property(tries = 300)
  void everyFiniteValueIsInTheBinBetweenItsEdges(@ForAll("values") List<Double> values) {
    ColumnProfile profile = profile(values);
    List<Double> finite = values.stream().filter(Double::isFinite).toList();
    assertThat(profile.count()).isEqualTo(values.size());
    assertThat(profile.missing()).isEqualTo(values.size() - finite.size());
    if (finite.isEmpty()) {
      assertThat(profile.histogram()).isEmpty();
      return;
    }
    Histogram histogram = profile.histogram().orElseThrow();
    assertThat(histogram.total()).isEqualTo(finite.size());
    for (int bin = 0; bin < histogram.counts().size(); bin++) {
      double from = bin == 0 ? Double.NEGATIVE_INFINITY : histogram.edges().get(bin - 1);
      double to =
          bin == histogram.edges().size() ? Double.POSITIVE_INFINITY : histogram.edges().get(bin);
      long inside = finite.stream().mapToDouble(x -> x).filter(x -> x >= from && x < to).count();
      assertThat(histogram.counts().get(bin)).isEqualTo(inside);
    }
  }

  @Property(tries = 200)
  void momentsAreThoseOfTheTextbook(@ForAll("values") List<Double> values) {
    double[] finite = values.stream().mapToDouble(x -> x).filter(x -> Math.abs(x) <= 1e6).toArray();
    if (finite.length == 0) {
      return;
    }
    Moments moments = profile(Arrays.stream(finite).boxed().toList()).moments().orElseThrow();
    double mean = Arrays.stream(finite).average().orElseThrow();
    double variance =
        Arrays.stream(finite).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    assertThat(moments.mean()).isCloseTo(mean, within(1e-6));
    assertThat(moments.deviation()).isCloseTo(Math.sqrt(variance), within(1e-5));
  }
}
