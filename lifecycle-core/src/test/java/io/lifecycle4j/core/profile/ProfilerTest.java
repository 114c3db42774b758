package io.lifecycle4j.core.profile;

import static io.lifecycle4j.schema.DataType.FLOAT64;
import static io.lifecycle4j.schema.DataType.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Distinct;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Lengths;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.NumberCounts;
import io.lifecycle4j.profile.Profile.Quantiles;
import io.lifecycle4j.profile.Profile.Shape;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
    return column.moments().orElseThrow();
  }

  private static Distinct distinct(ColumnProfile column) {
    return column.distinct().orElseThrow();
  }

  private static Histogram histogram(ColumnProfile column) {
    return column.histogram().orElseThrow();
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
    assertThat(temp.moments()).hasValue(new Moments(1, 3, 2, 1));
    ColumnProfile day = profile.find("day").orElseThrow();
    assertThat(day.missing()).isEqualTo(1);
    assertThat(day.categories()).containsOnly(entry("work", 2), entry("rest", 1));
    assertThat(day.moments()).isEmpty();
    assertThat(day.histogram()).isEmpty();
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
    assertThat(column.moments()).isEmpty();
    assertThat(column.histogram()).isEmpty();
  }

  @Test
  void describesNoRows() {
    Profile empty = profile(List.of());
    assertThat(empty.rows()).isZero();
    assertThat(empty.columns()).extracting(ColumnProfile::name).containsExactly("temp", "day");
  }

  @Test
  void countsAllValuesWhenThereAreMoreThanItKeeps() {
    Random random = new Random(7);
    List<Ride> rides =
        IntStream.range(0, 50_000).mapToObj(i -> new Ride(random.nextGaussian(), "x")).toList();
    ColumnProfile column = profile(rides).find("temp").orElseThrow();
    assertThat(column.count()).isEqualTo(50_000);
    assertThat(histogram(column).total()).isEqualTo(50_000);
    // The tenth of 20 edges is the median: 0, with a standard error of 1.25 / sqrt(50,000), and
    // 0.32 % of the values are 0.008 wide.
    assertThat(histogram(column).edges().get(9)).isCloseTo(0, within(0.03));
  }

  @Test
  void givesTheSameBytesForTheSameRows() {
    List<Ride> rides =
        new Random(3)
            .doubles(20_000)
            .mapToObj(temp -> new Ride(temp, "d" + (int) (temp * 9)))
            .toList();
    assertThat(ProfileForms.JSON.write(profile(rides)))
        .isEqualTo(ProfileForms.JSON.write(profile(rides)));
    assertThat(
            ProfileForms.JSON.read(
                ProfileForms.JSON.write(profile(rides)), Profile.class, "profile"))
        .isEqualTo(profile(rides));
  }

  @Test
  void tellsTheThousandMostFrequentTextsApart() {
    List<Ride> rides =
        IntStream.range(0, 1_500).mapToObj(i -> new Ride(0, "day " + (1_499 - i) % 1_200)).toList();
    ColumnProfile day = profile(rides).find("day").orElseThrow();
    assertThat(day.categories()).hasSize(1_001).containsEntry(ColumnProfile.OTHER, 200L);
    assertThat(day.categories()).containsEntry("day 0", 2L).containsEntry("day 1199", 1L);
  }

  /** Rows of as many texts, the first few columns with few that are short. */
  private static Profiler texts(int columns, int from, int to) {
    Schema.Builder schema = Schema.builder();
    IntStream.range(0, columns).forEach(i -> schema.column("c" + i, STRING));
    Profiler profiler = new Profiler(schema.build());
    for (int i = 0; i < columns; i++) {
      int column = i;
      profiler.add(
          i,
          IntStream.range(from, to)
              .mapToObj(row -> column < 3 ? "s" + row % 50 : "é".repeat(196) + (1_000 + row))
              .toList());
    }
    return profiler;
  }

  @Test
  @OnlyLarger
  void keepsAsManyTextsInAllColumnsAsADocumentTakes() {
    Profile profile = texts(103, 0, 1_000).profile();
    assertThat(ProfileForms.JSON.write(profile)).hasSizeLessThan(8 << 20);
    assertThat(profile.find("c2").orElseThrow().categories()).hasSize(50);
    Map<String, Long> cut = profile.find("c3").orElseThrow().categories();
    assertThat(cut).hasSizeBetween(90, 110).containsKey("é".repeat(196) + 1_000);
    assertThat(cut.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1_000);
    long characters =
        profile.columns().stream()
            .flatMap(column -> column.categories().keySet().stream())
            .filter(text -> !text.equals(ColumnProfile.OTHER))
            .mapToLong(text -> text.length() + Profile.CATEGORY_CHARACTERS)
            .sum();
    assertThat(characters)
        .isBetween(Profile.MAX_CHARACTERS * 98L / 100, (long) Profile.MAX_CHARACTERS);
  }

  @Test
  void keepsAllTextsOfFewColumns() {
    assertThat(texts(12, 0, 1_000).profile().columns())
        .allSatisfy(
            column -> assertThat(column.categories()).doesNotContainKey(ColumnProfile.OTHER));
  }

  @Test
  void countsWhatIsSpecial() {
    ColumnProfile column =
        temp(0, -0.0, 7, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 7);
    assertThat(column.numbers()).hasValue(new NumberCounts(1, 2, 2));
    assertThat(column.missing()).isEqualTo(3);
    assertThat(distinct(column).count()).isEqualTo(2);
    assertThat(distinct(column).exact()).isTrue();
  }

  @Test
  void measuresTexts() {
    ColumnProfile day =
        profile(List.of(new Ride(1, "mon"), new Ride(1, ""), new Ride(1, "friday")))
            .find("day")
            .orElseThrow();
    assertThat(day.lengths()).hasValue(new Lengths(3, 6, 4.5));
    assertThat(distinct(day).count()).isEqualTo(2);
    assertThat(day.numbers()).isEmpty();
  }

  @Test
  void saysSkewnessAndKurtosis() {
    // mean 3.4, central moments 8.24, 31.248 and 204.8672
    Shape shape = temp(1, 2, 2, 3, 9).shape().orElseThrow();
    assertThat(shape.skewness()).isCloseTo(1.321086967875271, within(1e-12));
    assertThat(shape.kurtosis()).isCloseTo(3.017296634932605, within(1e-12));
    assertThat(temp(5, 5, 5).shape()).isEmpty();
  }

  @Test
  void saysExactQuantilesOfAFewRows() {
    double[] values = IntStream.range(0, 1_001).mapToDouble(i -> (i * 37) % 1_001).toArray();
    Quantiles quantiles = temp(values).quantiles().orElseThrow();
    assertThat(quantiles.error()).isZero();
    assertThat(quantiles.at(0)).isEqualTo(0);
    assertThat(quantiles.at(0.25)).isEqualTo(250);
    assertThat(quantiles.at(0.5)).isEqualTo(500);
    assertThat(quantiles.at(1)).isEqualTo(1_000);
    assertThat(temp(3).quantiles().orElseThrow().at(0.7)).isEqualTo(3);
  }

  @Test
  void refusesColumnsOfDifferentLengths() {
    Profiler profiler = new Profiler(RIDES.schema());
    profiler.add(0, new double[] {1, 2}, 0, 2);
    assertThatThrownBy(profiler::profile)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot profile: column day has 0 values (must be 2, as column temp)");
  }

  @Test
  @OnlyLarger
  void keepsNoMoreOfAColumnThanItPromises() {
    NumberSummary column = new NumberSummary(null);
    double[] values = new Random(1).doubles(1 << 16).toArray();
    for (int i = 0; i < 300; i++) {
      column.add(values, 0, values.length);
      assertThat(column.bytes()).isLessThanOrEqualTo(128 << 10);
    }
  }

  @Test
  void tellsLongTextsByAHash() {
    ColumnProfile day =
        profile(Collections.nCopies(3, new Ride(0, "x".repeat(201)))).find("day").orElseThrow();
    assertThat(day.categories()).containsOnly(entry("x".repeat(60) + "… 5e48c994e8512fc1", 3L));
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
  void profilesAColumnOfEveryType() {
    for (DataType type : DataType.values()) {
      Column column = type == DataType.TENSOR ? Column.tensor("x", 2) : Column.of("x", type);
      Profiler profiler = new Profiler(new Schema(List.of(column)));
      profiler.add(new OneCell(new Schema(List.of(column))));
      ColumnProfile profile = profiler.profile().columns().get(0);
      assertThat(profile.moments().isPresent()).as("%s", type).isEqualTo(!type.isText());
      assertThat(profile.lengths().isPresent()).as("%s", type).isEqualTo(type.isText());
    }
  }

  /** A row whose only cell answers as whatever it is asked for. */
  private record OneCell(Schema schema) implements Row {
    @Override
    public double number(int column) {
      return 1;
    }

    @Override
    public String text(int column) {
      return "x";
    }

    @Override
    public void tensor(int column, float[] target, int offset) {
      target[offset] = 1;
    }
  }

  @Test
  void profilesOnlyTheColumnsItIsGiven() {
    Schema day = new Schema(List.of(Column.of("day", STRING)));
    Profiler profiler = new Profiler(Statistics.of(day, RIDES.schema().with("label", FLOAT64)));
    profiler.add(RIDES.row(new Ride(1, "work")));
    assertThat(profiler.profile().columns()).extracting(ColumnProfile::name).containsExactly("day");
  }
}
