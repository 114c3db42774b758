package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.monitoring.strata.RowStratum;
import io.lifecycle4j.core.monitoring.strata.StratumRecorders;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.verdict.WindowVerdict;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftMonitorBuilder;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.Season;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Windows that are compared by segments and seasons. */
@Tag(Volume.TAG)
class StratifiedWindowsTest {
  private static final Instant BEGIN = Instant.parse("2001-01-01T00:00:00Z"); // a Monday
  private static final Instant LATER = Instant.parse("2004-03-01T00:00:00Z"); // a Monday, too
  private static final Schema SCHEMA =
      Schema.builder()
          .column("time", DataType.TIMESTAMP)
          .column("country", DataType.CATEGORICAL)
          .column("amount", DataType.FLOAT64)
          .column("kind", DataType.STRING)
          .build();
  private static final double LEVEL = 0.001;

  private final Lifecycle home = Lifecycle.inMemory();
  private final Random random = new Random(Volume.seed());

  private record Payment(Instant time, String country, double amount, String kind) {}

  private record PaymentRow(Payment payment) implements Row {
    @Override
    public Schema schema() {
      return SCHEMA;
    }

    @Override
    public double number(int column) {
      return column == 0 ? payment.time.toEpochMilli() : payment.amount;
    }

    @Override
    public String text(int column) {
      return column == 1 ? payment.country : payment.kind;
    }

    @Override
    public void tensor(int column, float[] target, int offset) {
      throw new IllegalStateException("There is none");
    }
  }

  /** What is paid where and when. */
  private interface Shop {
    Payment at(Instant time, String country);
  }

  @AfterEach
  void close() {
    home.close();
  }

  /** Countries and weekdays differ from each other, but stay as they are. */
  private Payment quiet(Instant time, String country) {
    long day = Math.floorMod(time.getEpochSecond() / 86_400 + 3, 7L);
    double mean = (country.equals("CH") ? 2 : 0) + (day >= 5 ? 3 : 0);
    String kind = random.nextInt(10) < (day >= 5 ? 8 : 2) ? "leisure" : "work";
    return new Payment(time, country, mean + random.nextGaussian(), kind);
  }

  private String country() {
    int one = random.nextInt(20);
    return one == 0 ? "LI" : one < 10 ? "CH" : one < 16 ? "DE" : "FR";
  }

  private List<Payment> payments(Instant begin, int rows, Duration between, Shop shop) {
    List<Payment> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      all.add(shop.at(begin.plus(between.multipliedBy(i)), country()));
    }
    return all;
  }

  private DatasetVersion version(List<Payment> payments) {
    StringBuilder csv = new StringBuilder("time,country,amount,kind\n");
    for (Payment one : payments) {
      csv.append(one.time).append(',').append(one.country).append(',').append(one.amount);
      csv.append(',').append(one.kind).append('\n');
    }
    return home.datasets()
        .dataset("payments")
        .snapshot(Sources.csv("payments.csv", Content.of(csv.toString())))
        .schema(SCHEMA)
        .commit();
  }

  /** Three weeks, hour by hour, again and again. */
  private DatasetVersion version(int rows) {
    return version(payments(BEGIN, rows, Duration.ofMinutes(30), this::quiet));
  }

  private DriftMonitorBuilder monitor(DatasetVersion version) {
    return drift().reference(version).window(100).falseAlarmRate(LEVEL);
  }

  private static WatchedReference reference(DriftMonitor monitor) {
    return new DriftReferences(monitor)
        .of("pay:1", SCHEMA, regression("risk"), null)
        .find()
        .orElseThrow();
  }

  private static DriftSummary summary(WatchedReference reference, List<Payment> payments) {
    StratumRecorders recorders = reference.recorders(new HistogramDriftDetector());
    RowStratum strata = RowStratum.of(reference.strata(), SCHEMA);
    boolean hasTime = reference.profile().find("time").isPresent(); // not if it has the seasons
    for (Payment one : payments) {
      int stratum = strata == null ? 0 : strata.of(new PaymentRow(one), 0);
      double[] numbers = {one.time.toEpochMilli(), 0, one.amount, 0};
      String[] texts = {null, one.country, null, one.kind};
      int from = hasTime ? 0 : 1;
      recorders
          .of(stratum)
          .record(Arrays.copyOfRange(numbers, from, 4), Arrays.copyOfRange(texts, from, 4));
    }
    return recorders.snapshot();
  }

  private static List<ColumnDrift> judge(WatchedReference reference, List<Payment> payments) {
    return new WindowVerdict(LEVEL, 0)
        .of(new HistogramDriftDetector(), reference, summary(reference, payments), Map.of());
  }

  private static List<String> drifted(List<ColumnDrift> columns) {
    return columns.stream().filter(ColumnDrift::drifted).map(ColumnDrift::name).toList();
  }

  private Payment dearerInFrance(Instant time, String country) {
    Payment quiet = quiet(time, country);
    return country.equals("FR") ? new Payment(time, country, quiet.amount + 4, quiet.kind) : quiet;
  }

  @Test
  void nameTheOnlyCountryThatShifted() {
    DriftMonitor monitor = monitor(version(2_000)).by("country").inputsOnly().build();
    try (ManagedModel<Payment, Double> model =
        home.model("pay", Payment.class, regression("risk"))
            .serving(Payment::amount)
            .monitor(monitor)
            .open()) {
      payments(LATER, 100, Duration.ofMinutes(99), this::quiet).forEach(model::predict);
      DriftReport before = model.monitoring().findDrift().orElseThrow();
      payments(LATER, 100, Duration.ofMinutes(99), this::dearerInFrance).forEach(model::predict);
      DriftReport after = model.monitoring().findDrift().orElseThrow();

      assertThat(before.drifted()).isFalse();
      assertThat(before.columns())
          .extracting(ColumnDrift::name)
          .contains("amount", "amount (country=CH)", "kind (country=LI)")
          .doesNotContain("country (country=CH)"); // it has one value
      assertThat(after.driftedColumns())
          .contains("amount (country=FR)")
          .doesNotContain("amount (country=CH)", "amount (country=DE)");
      assertThat(after.columns().get(0).segment()).contains("country=FR");
    }
  }

  @Test
  void sayIfASegmentHasTooFewRows() {
    WatchedReference reference = reference(monitor(version(2_000)).by("country").build());
    List<Payment> few = payments(LATER, 300, Duration.ofMinutes(31), this::quiet);
    few.removeIf(one -> one.country.equals("LI"));
    few.add(quiet(LATER, "LI"));
    List<Payment> none = new ArrayList<>(few);
    none.removeIf(one -> one.country.equals("LI"));

    for (List<Payment> window : List.of(few, none)) {
      assertThat(judge(reference, window))
          .filteredOn(column -> column.segment().filter("country=LI"::equals).isPresent())
          .extracting(column -> column.divergence().column())
          .containsExactlyInAnyOrder("time", "amount", "kind");
      assertThat(judge(reference, window))
          .filteredOn(column -> column.segment().filter("country=LI"::equals).isPresent())
          .allMatch(column -> column.verdict() == Verdict.NOT_ENOUGH_DATA);
    }
    assertThat(judge(reference, none))
        .filteredOn(column -> column.segment().filter("country=CH"::equals).isPresent())
        .allMatch(column -> column.verdict() == Verdict.NO_DRIFT);
  }

  @Test
  void countCountriesThatTheReferenceLacksAsOthers() {
    List<Payment> rows = payments(BEGIN, 2_000, Duration.ofMinutes(30), this::quiet);
    for (int i = 0; i < 400; i++) {
      rows.add(quiet(BEGIN, "X" + i)); // too many to be segments
    }
    WatchedReference reference = reference(monitor(version(rows)).by("country").build());
    List<Payment> window = payments(LATER, 325, Duration.ofMinutes(31), this::quiet);
    for (int i = 0; i < 100; i++) {
      Payment one = quiet(LATER, "Y" + i);
      window.add(new Payment(one.time, one.country, one.amount + 9, one.kind));
    }

    assertThat(drifted(judge(reference, window)))
        .contains("amount (country=(other))")
        .doesNotContain("amount (country=CH)");
  }

  @Test
  void seeNoDriftInWhatComesAgain() {
    DatasetVersion version = version(2_000);
    List<Payment> weekend = // Saturday and Sunday
        payments(LATER.plus(Duration.ofDays(5)), 96, Duration.ofMinutes(30), this::quiet);
    List<Payment> dearer = new ArrayList<>();
    weekend.forEach(
        one -> dearer.add(new Payment(one.time, one.country, one.amount + 1.5, one.kind)));
    WatchedReference seasonal =
        reference(monitor(version).sameSeason("time", Season.WEEKDAY).build());

    assertThat(drifted(judge(reference(monitor(version).build()), weekend)))
        .contains("amount", "kind");
    assertThat(drifted(judge(seasonal, weekend))).isEmpty();
    assertThat(drifted(judge(seasonal, dearer))).containsExactly("amount");
  }

  @Test
  void areTheSameHoweverTheRowsAreDivided() {
    WatchedReference reference =
        reference(monitor(version(2_000)).by("country").sameSeason("time", Season.WEEKDAY).build());
    List<Payment> window = payments(LATER, 300, Duration.ofMinutes(31), this::dearerInFrance);
    List<DriftSummary> parts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      parts.add(summary(reference, window.subList(50 * i, 50 * i + 50)));
    }
    DriftSummary merged = reference.merge(new HistogramDriftDetector(), parts);

    assertThat(merged.rows()).isEqualTo(300);
    assertThat(
            drifted(
                new WindowVerdict(LEVEL, 0)
                    .of(new HistogramDriftDetector(), reference, merged, Map.of())))
        .isEqualTo(drifted(judge(reference, window)))
        .contains("amount (country=FR)");
  }

  /** Each window has its own share of countries and weekdays, as nothing is said about them. */
  @Test
  @OnlyLarger
  void keepTheRateOfFalseAlarms() {
    double level = Volume.of(50, 10, 1) / 1_000.0;
    int references = Volume.of(8, 40, 300);
    int windows = Volume.of(10, 25, 100);
    int alarms = 0;
    for (int i = 0; i < references; i++) {
      WatchedReference reference =
          reference(monitor(version(600)).by("country").sameSeason("time", Season.WEEKDAY).build());
      for (int j = 0; j < windows; j++) {
        Instant begin = LATER.plus(Duration.ofHours(random.nextInt(5_000)));
        List<Payment> rows =
            payments(begin, 120, Duration.ofMinutes(10 + random.nextInt(40)), this::quiet);
        DriftSummary window = summary(reference, rows);
        boolean alarm =
            new WindowVerdict(level, 0)
                .of(new HistogramDriftDetector(), reference, window, Map.of()).stream()
                    .filter(column -> !column.divergence().column().equals("country"))
                    .anyMatch(ColumnDrift::drifted);
        alarms += alarm ? 1 : 0;
      }
    }
    double rate = (double) alarms / (references * windows);
    System.out.printf(
        Locale.ROOT,
        "by country and weekday: %.5f of %,d windows alarm (promised %.3f)%n",
        rate,
        references * windows,
        level);
    double deviation = Math.sqrt(level * (1 - level) / (references * windows));
    assertThat(rate).isLessThanOrEqualTo(level + 3 * deviation);
  }

  @Test
  void needAReferenceWithTheirColumns() {
    DatasetVersion version = version(100);

    assertThatThrownBy(() -> drift().by("country").build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid drift monitor: by country without a reference (needs .reference(version))");
    assertThatThrownBy(() -> monitor(version).by("city").build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid reference: payments:1 has no column city (needed by segments)");
    assertThatThrownBy(() -> monitor(version).by("amount").build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid segments: column amount of payments:1 is FLOAT64 (must be CATEGORICAL, STRING"
                + " or BOOLEAN, and not private)");
    assertThatThrownBy(() -> monitor(version).sameSeason("amount", Season.MONTH).build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid reference: payments:1 has no column amount of type TIMESTAMP (needed by"
                + " sameSeason)");
    assertThatThrownBy(() -> monitor(version).sameSeason("time").build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid seasons of time: none (needs at least one)");
    assertThatThrownBy(
            () ->
                monitor(version)
                    .sameSeason("time", Season.HOUR, Season.WEEKDAY, Season.MONTH)
                    .build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid drift monitor: 2016 strata, of 1 segments and 2016 seasons (must be at most"
                + " 512)");
  }

  private record Amount(double amount) {}

  @Test
  void needAnInputOfTheirSegments() {
    DriftMonitor monitor = monitor(version(100)).by("country").build();

    assertThatThrownBy(
            () ->
                home.model("few", Amount.class, regression("risk"))
                    .serving(Amount::amount)
                    .monitor(monitor))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid segments: the input of few has no column country (has amount)");
  }
}
