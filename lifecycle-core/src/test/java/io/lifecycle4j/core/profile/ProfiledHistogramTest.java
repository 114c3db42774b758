package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.schema.Columns;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The bins in which a profile counts numbers. */
class ProfiledHistogramTest {
  private record Ride(double temp, String day) {}

  private static final Columns<Ride> RIDES = Columns.of(Ride.class);

  private static ColumnProfile temp(double... values) {
    Profiler profiler = new Profiler(RIDES.schema());
    add(profiler, values);
    return profiler.profile().find("temp").orElseThrow();
  }

  private static void add(Profiler profiler, double... values) {
    profiler.add(0, values, 0, values.length);
    profiler.add(1, Collections.nCopies(values.length, "x"));
  }

  private static Histogram histogram(ColumnProfile column) {
    return column.histogram().orElseThrow();
  }

  @Test
  void cutsAHistogramAtTheQuantiles() {
    double[] values = IntStream.range(0, 2_000).mapToDouble(i -> (i * 37) % 2_000).toArray();
    ColumnProfile column = temp(values);
    assertThat(histogram(column).counts()).hasSize(20).containsOnly(100L);
    assertThat(histogram(column).edges()).startsWith(100.0, 200.0).endsWith(1_900.0);
  }

  @Test
  void tellsAConstantFromWhatIsBelowAndAbove() {
    ColumnProfile column = temp(5, 5, 5);
    assertThat(histogram(column).edges()).containsExactly(5.0, Math.nextUp(5.0));
    assertThat(histogram(column).counts()).containsExactly(0L, 3L, 0L);
  }

  @Test
  void givesAFrequentValueABinOfItsOwn() {
    double[] rain = new double[1_000];
    for (int i = 0; i < 40; i++) {
      rain[25 * i] = 1 + i;
    }
    rain[71] = -0.0;
    ColumnProfile column = temp(rain);
    assertThat(histogram(column).edges()).containsExactly(0.0, Double.MIN_VALUE);
    assertThat(histogram(column).counts()).containsExactly(0L, 960L, 40L);
  }

  @Test
  void givesEachOfAFewValuesABinOfItsOwn() {
    double[] stars = new double[1_000];
    Arrays.fill(stars, 5);
    stars[3] = 1;
    stars[70] = -0.0;
    stars[71] = Math.nextUp(5.0);
    ColumnProfile column = temp(stars);
    double above = Math.nextUp(Math.nextUp(5.0));
    assertThat(histogram(column).edges())
        .containsExactly(
            0.0, Double.MIN_VALUE, 1.0, Math.nextUp(1.0), 5.0, Math.nextUp(5.0), above);
    assertThat(histogram(column).counts()).containsExactly(0L, 1L, 0L, 1L, 0L, 997L, 1L, 0L);
    assertThat(histogram(temp(Double.MAX_VALUE, 1)).counts()).containsExactly(0L, 1L, 0L, 1L);
  }

  @Test
  void countsAFewValuesExactlyHoweverManyRowsThereAre() {
    Profiler profiler = new Profiler(RIDES.schema());
    double[] codes = new double[10_000];
    Random random = new Random(4);
    long rare = 0;
    for (int part = 0; part < 10; part++) {
      for (int i = 0; i < codes.length; i++) {
        boolean isRare = random.nextInt(1_000) == 0;
        codes[i] = isRare ? 2 : 1 + 2 * random.nextInt(2);
        rare += isRare ? 1 : 0;
      }
      add(profiler, codes);
    }
    Histogram histogram = histogram(profiler.profile().find("temp").orElseThrow());
    assertThat(histogram.counts().get(3)).isEqualTo(rare);
  }

  @Test
  void countsZerosExactlyHoweverManyRowsThereAre() {
    Random random = new Random(5);
    double[] rain = new double[200_000];
    for (int i = 0; i < rain.length; i++) {
      rain[i] = random.nextInt(100) == 0 ? random.nextDouble() : 0;
    }
    ColumnProfile column = temp(rain);
    long zeros = column.numbers().orElseThrow().zero();
    assertThat(histogram(column).edges()).containsExactly(0.0, Double.MIN_VALUE);
    assertThat(histogram(column).counts()).containsExactly(0L, zeros, rain.length - zeros);
  }
}
