package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.serving.PredictionRecord;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.DriftReports;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Windows and reports in a home, over restarts, promotions and several processes. */
@Timeout(60)
class StoredWindowsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Profile REFERENCE =
      References.of(References.numbers("x", 1, 2, 3, 4), References.numbers("y", 1, 2, 3, 4));
  private static final DriftMonitor HUNDRED =
      DriftMonitor.builder().window(100).falseAlarmRate(0.01).build();

  private record Point(double x, double y) {}

  private static final Columns<Point> COLUMNS = Columns.of(Point.class);

  private final Medium medium = Media.memory();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final InstantSource clock = now::get;
  private final Queue<DriftReport> told = new ConcurrentLinkedQueue<>();
  private final List<Replica> processes = new ArrayList<>();

  /** A version that depends on the second column more. */
  private static final class Known implements KnownVersions {
    @Override
    public Optional<WatchedReference> reference(String label) {
      return Optional.of(WatchedReference.of(REFERENCE));
    }

    @Override
    public Map<String, Double> importance(String label) {
      return Map.of("x", 0.1, "y", 0.4);
    }
  }

  /** What one process has of a model. */
  private final class Replica implements AutoCloseable {
    private final DriftObservers observers;
    private final DriftWindows windows;

    Replica(DriftMonitor plan, String label) {
      observers =
          new DriftObservers(
              "fraud",
              plan,
              new HistogramDriftDetector(),
              clock,
              new DriftObservers.Listeners(DriftObservers.Deciding.NOTHING, told::add),
              medium,
              new Known());
      windows = observers.windows(label, WatchedReference.of(REFERENCE), plan);
      processes.add(this);
      last(); // it has read what is in the open window
    }

    void serve(int rows) {
      serve(rows, 4);
    }

    /** Serves rows of as many of the four values of the reference. */
    void serve(int rows, int values) {
      for (int row = 0; row < rows; row++) {
        DriftWindows.Window window = windows.window();
        window.recorders().of(0).record(0, row % values + 1);
        window.recorders().of(0).record(1, row % values + 1);
        PredictionRecord.answered(1, "in", COLUMNS.row(new Point(row, row)), "out")
            .countIn(window.traffic());
        window.completed(1);
      }
    }

    void refuse(int rows) {
      for (int row = 0; row < rows; row++) {
        DriftWindows.Window window = windows.window();
        PredictionRecord.refused(1, "in", new InvalidValueException("in"))
            .countIn(window.traffic());
        window.completed(0);
      }
    }

    Optional<DriftReport> last() {
      return observers.report(windows.label());
    }

    @Override
    public void close() {
      observers.close();
    }
  }

  @AfterEach
  void closeAll() {
    processes.forEach(Replica::close);
    medium.close();
  }

  private DriftReports reports() {
    return DriftObservers.reports(medium, "fraud");
  }

  private List<Long> rows() {
    return reports().between(Instant.MIN, Instant.MAX).stream().map(DriftReport::rows).toList();
  }

  @Test
  void keepsTheOpenWindowOverRestarts() {
    for (int i = 0; i < 5; i++) {
      try (Replica process = new Replica(HUNDRED, "fraud:1")) {
        process.serve(30);
      }
    }
    assertThat(rows()).containsExactly(100L);

    try (Replica process = new Replica(HUNDRED, "fraud:1")) {
      process.serve(149);
    }
    assertThat(rows()).containsExactly(100L, 100L);
    assertThat(told).extracting(DriftReport::rows).containsExactly(100L, 100L);
  }

  @Test
  void keepsReportsWithAllTheirParts() {
    Replica process = new Replica(HUNDRED, "fraud:1");
    process.serve(100);
    DriftReport report = process.last().orElseThrow();
    process.close();

    assertThat(reports().findNewest()).contains(report);
    assertThat(reports().findNewest("fraud:1")).contains(report);
    assertThat(reports().findNewest("fraud:2")).isEmpty();
    assertThat(reports().find(report.id())).contains(report);
    assertThat(reports().find("unknown")).isEmpty();
    assertThat(reports().between(NOON, NOON)).isEmpty();
    assertThat(reports().between(NOON, NOON.plusNanos(1))).containsExactly(report);
    assertThat(new Replica(HUNDRED, "fraud:1").last()).contains(report);
  }

  @Test
  void keepsReportsWithTheColumnsThatMatterMostFirst() {
    try (Replica process = new Replica(HUNDRED, "fraud:1")) {
      process.serve(100, 1);
    }
    assertThat(reports().findNewest().orElseThrow().columns())
        .extracting(ColumnDrift::name, column -> column.importance().orElseThrow())
        .containsExactly(tuple("y", 0.4), tuple("x", 0.1));
  }

  @Test
  void keepsTheWindowOfAVersionWhileAnotherServes() {
    try (Replica process = new Replica(HUNDRED, "fraud:1")) {
      process.serve(60);
    }
    try (Replica process = new Replica(HUNDRED, "fraud:2")) {
      process.serve(110);
    }
    try (Replica process = new Replica(HUNDRED, "fraud:1")) {
      process.serve(40);
    }
    assertThat(reports().between(Instant.MIN, Instant.MAX))
        .extracting(DriftReport::version, DriftReport::rows)
        .containsExactly(tuple("fraud:2", 100L), tuple("fraud:1", 100L));
  }

  @Test
  void mergesWhatProcessesSee() {
    Replica one = new Replica(HUNDRED, "fraud:1");
    assertThat(one.last()).isEmpty(); // it leads
    try (Replica two = new Replica(HUNDRED, "fraud:1")) {
      two.serve(70);
    }
    one.serve(29);
    assertThat(one.last()).isEmpty();
    try (Replica three = new Replica(HUNDRED, "fraud:1")) {
      three.serve(10);
    }
    one.close();
    assertThat(rows()).containsExactly(109L);
    assertThat(told)
        .singleElement()
        .satisfies(report -> assertThat(report.traffic().orElseThrow().rows()).isEqualTo(109));
  }

  @Test
  void closesAWindowAtItsTimeWithoutFurtherTraffic() {
    DriftMonitor daily = DriftMonitor.builder().window(Duration.ofDays(1)).build();
    Replica process = new Replica(daily, "fraud:1");
    process.serve(20);
    now.set(NOON.plus(Duration.ofHours(12)));
    try (Replica next = new Replica(daily, "fraud:1")) {
      process.close();
      assertThat(next.last()).isPresent();
    }
    DriftReport report = reports().findNewest().orElseThrow();
    assertThat(report.rows()).isEqualTo(20);
    assertThat(report.closedEarly()).isTrue();
    assertThat(report.opened()).isEqualTo(NOON);
    assertThat(report.closed()).isEqualTo(Instant.parse("2026-03-02T00:00:00Z"));
    assertThat(report.summary()).contains("(few: its time was over)");
  }

  @Test
  void reportsAWindowInWhichAllWasRefused() {
    DriftMonitor daily = DriftMonitor.builder().window(Duration.ofDays(1)).build();
    try (Replica process = new Replica(daily, "fraud:1")) {
      process.serve(60);
      now.set(NOON.plus(Duration.ofDays(1)));
      process.refuse(7);
      now.set(NOON.plus(Duration.ofDays(2)));
      process.serve(60);
      now.set(NOON.plus(Duration.ofDays(3)));
      process.serve(1);
      process.last();
    }
    assertThat(rows()).containsExactly(60L, 0L, 60L);
    DriftReport refused = reports().between(Instant.MIN, Instant.MAX).get(1);
    assertThat(refused.traffic().orElseThrow().refused()).isEqualTo(7);
    assertThat(refused.level()).as("nothing is spent of the promise").isZero();
    assertThat(refused.drifted()).isFalse();
  }

  @Test
  void dividesTrafficAtFullSpeedByTheClock() {
    DriftMonitor daily = DriftMonitor.builder().window(Duration.ofDays(1)).build();
    try (Replica process = new Replica(daily, "fraud:1")) {
      for (int day = 0; day < 40; day++) {
        now.set(NOON.plus(Duration.ofDays(day)));
        process.serve(60 + day);
      }
    }
    assertThat(rows()).hasSize(39).startsWith(60L, 61L, 62L).endsWith(98L);
  }

  @Test
  void erasesSlicesThatAreInAWindow() {
    try (Replica process = new Replica(HUNDRED, "fraud:1")) {
      for (int i = 0; i < 200; i++) {
        process.serve(100);
        assertThat(process.last()).isPresent();
      }
    }
    String slices = medium.journals().names("drift-summaries-").get(0);
    assertThat(medium.journals().state(slices).orElseThrow().first()).isGreaterThan(100);
    assertThat(rows()).hasSize(200).containsOnly(100L);
  }

  @Test
  void countsEachSliceInOneWindowWhicheverProcessJudges() {
    long served = 0;
    for (int round = 0; round < 12; round++) {
      Replica one = new Replica(HUNDRED, "fraud:1");
      Replica two = new Replica(HUNDRED, "fraud:1");
      one.serve(37 + round);
      two.serve(41);
      served += 37 + round + 41;
      (round % 2 == 0 ? one : two).close();
      (round % 2 == 0 ? two : one).close();
    }
    List<Long> rows = rows();
    long reported = rows.stream().mapToLong(Long::longValue).sum();
    assertThat(rows).allSatisfy(each -> assertThat(each).isGreaterThanOrEqualTo(100));
    assertThat(served - reported).as("rows of the open window").isBetween(0L, 99L);
    assertThat(reports().between(Instant.MIN, Instant.MAX))
        .extracting(DriftReport::id)
        .doesNotHaveDuplicates();
  }
}
