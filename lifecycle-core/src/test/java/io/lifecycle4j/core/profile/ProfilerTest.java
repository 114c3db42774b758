package io.lifecycle4j.core.profile;

import static io.lifecycle4j.schema.DataType.FLOAT64;
import static io.lifecycle4j.schema.DataType.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Histogram;
import io.lifecycle4j.profile.Moments;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.schema.Schema;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProfilerTest {
  private record Ride(double temp, String day) {}

  private static final Columns<Ride> RIDES = Columns.of(Ride.class);

  private static Profile profile(List<Ride> rides) {
    Profiler profiler = new Profiler(RIDES.schema());
    rides.forEach(ride -> profiler.add(RIDES.row(ride)));
    return profiler.profile();
  }

  private static ColumnProfile temp(double... values) {
    return profile(DoubleStream.of(values).mapToObj(temp -> new Ride(temp, "x")).toList())
        .find("temp")
        .orElseThrow();
  }

  private static Moments moments(ColumnProfile column) {
    return Objects.requireNonNull(column.moments());
  }

  private static Histogram histogram(ColumnProfile column) {
    return Objects.requireNonNull(column.histogram());
  }

  @Test
  void countsMissingNumbersAndTexts() {
    Profile profile =
        profile(
            List.of(
                new Ride(1, "work"),
                new Ride(Double.NaN, ""),
                new Ride(Double.NEGATIVE_INFINITY, "work"),
                new Ride(3, "rest")));
    assertThat(profile.rows()).isEqualTo(4);
    ColumnProfile temp = profile.find("temp").orElseThrow();
    assertThat(temp.count()).isEqualTo(4);
    assertThat(temp.missing()).isEqualTo(2);
    assertThat(temp.moments()).isEqualTo(new Moments(1, 3, 2, 1));
    ColumnProfile day = profile.find("day").orElseThrow();
    assertThat(day.missing()).isEqualTo(1);
    assertThat(day.categories()).containsOnly(entry("work", 2), entry("rest", 1));
    assertThat(day.moments()).isNull();
    assertThat(day.histogram()).isNull();
  }

  private static Map.Entry<String, Long> entry(String text, long rows) {
    return Map.entry(text, rows);
  }

  @Test
  void keepsASmallSpreadAroundALargeMean() {
    ColumnProfile column = temp(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
    assertThat(moments(column).mean()).isEqualTo(1e9 + 10);
    assertThat(moments(column).deviation()).isCloseTo(Math.sqrt(22.5), within(1e-9));
  }

  @Test
  void saysNothingOfAColumnThatIsAllMissing() {
    ColumnProfile column = temp(Double.NaN, Double.NaN);
    assertThat(column.moments()).isNull();
    assertThat(column.histogram()).isNull();
  }

  @Test
  void describesNoRows() {
    Profile empty = profile(List.of());
    assertThat(empty.rows()).isZero();
    assertThat(empty.columns()).extracting(ColumnProfile::name).containsExactly("temp", "day");
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
    double[] rain = new double[100];
    rain[3] = 7;
    rain[70] = 2;
    rain[71] = -0.0;
    ColumnProfile column = temp(rain);
    assertThat(histogram(column).edges()).containsExactly(0.0, Double.MIN_VALUE);
    assertThat(histogram(column).counts()).containsExactly(0L, 98L, 2L);
  }

  @Test
  void samplesWhenThereAreMoreValuesThanItKeeps() {
    Random random = new Random(7);
    List<Ride> rides =
        IntStream.range(0, 50_000).mapToObj(i -> new Ride(random.nextGaussian(), "x")).toList();
    ColumnProfile column = profile(rides).find("temp").orElseThrow();
    assertThat(column.count()).isEqualTo(50_000);
    assertThat(histogram(column).total()).isEqualTo(Profiler.SAMPLE);
    // The tenth of 20 edges is the median: 0, with a standard error of 1.25 / sqrt(10,000).
    assertThat(histogram(column).edges().get(9)).isCloseTo(0, within(0.06));
  }

  @Test
  void givesTheSameBytesForTheSameRows() {
    List<Ride> rides =
        new Random(3)
            .doubles(20_000)
            .mapToObj(temp -> new Ride(temp, "d" + (int) (temp * 9)))
            .toList();
    assertThat(Json.write(profile(rides))).isEqualTo(Json.write(profile(rides)));
    assertThat(Json.read(Json.write(profile(rides)), Profile.class, "profile"))
        .isEqualTo(profile(rides));
  }

  @Test
  void countsTextsBeyondTheFirstThousandTogether() {
    List<Ride> rides =
        IntStream.range(0, 1_500).mapToObj(i -> new Ride(0, "day " + i % 1_200)).toList();
    ColumnProfile day = profile(rides).find("day").orElseThrow();
    assertThat(day.categories()).hasSize(1_001).containsEntry(ColumnProfile.OTHER, 200L);
    assertThat(day.categories()).containsEntry("day 0", 2L).containsEntry("day 999", 1L);
  }

  @Test
  void countsLongTextsTogether() {
    ColumnProfile day =
        profile(Collections.nCopies(3, new Ride(0, "x".repeat(201)))).find("day").orElseThrow();
    assertThat(day.categories()).containsOnly(entry(ColumnProfile.OTHER, 3));
  }

  @Test
  void summarisesATensorAsMeanAndDeviation() {
    Columns<GrayImage> images = Images.gray(1, 4);
    Profiler profiler = new Profiler(images.schema());
    profiler.add(images.row(new GrayImage(1, 4, new byte[] {0, 0, (byte) 200, (byte) 200})));
    Profile profile = profiler.profile();
    assertThat(profile.columns())
        .extracting(ColumnProfile::name)
        .containsExactly("image.mean", "image.deviation");
    assertThat(profile.columns())
        .extracting(column -> moments(column).mean())
        .containsExactly(100.0, 100.0);
  }

  @Test
  void profilesOnlyTheColumnsItIsGiven() {
    Schema day = new Schema(List.of(Column.of("day", STRING)));
    Profiler profiler = new Profiler(Statistics.of(day, RIDES.schema().with("label", FLOAT64)));
    profiler.add(RIDES.row(new Ride(1, "work")));
    assertThat(profiler.profile().columns()).extracting(ColumnProfile::name).containsExactly("day");
  }
}
