package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.monitoring.Watches.drift;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftDetector;
import io.lifecycle4j.monitoring.DriftRecorder;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.DriftReport.ColumnDrift;
import io.lifecycle4j.profile.Profile;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DriftWatchTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
  private static final Profile REFERENCE =
      References.of(References.numbers("x", 1, 2, 3, 4), References.numbers("y", 1, 2, 3, 4));

  private final Queue<DriftReport> reports = new ConcurrentLinkedQueue<>();

  @Test
  void reportsEachWindowWhenItIsFull() {
    DriftWatch watch = watch(new HistogramDriftDetector(), reports::add);
    fill(watch, 99);
    assertThat(reports).isEmpty();
    assertThat(watch.last()).isEmpty();

    fill(watch, 1);
    assertThat(reports)
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.model()).isEqualTo("fraud:1");
              assertThat(report.closed()).isEqualTo(NOON);
              assertThat(report.rows()).isEqualTo(100);
              assertThat(report.columns()).hasSize(2);
            });
    assertThat(watch.last()).contains(reports.element());
    fill(watch, 100);
    assertThat(reports).hasSize(2);
  }

  @Test
  void countsBatchesAndNoRowTwice() {
    DriftWatch watch = watch(new HistogramDriftDetector(), reports::add);
    watch.window().completed(0);
    watch.window().completed(70);
    watch.window().completed(70);
    watch.window().completed(350);

    assertThat(reports).extracting(DriftReport::rows).containsExactly(140L, 350L);
    assertThatThrownBy(() -> watch.window().completed(-1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid rows: -1 (must not be negative)");
  }

  @Test
  void alarmsWhenAShiftIsUnlikelyAndMatters() {
    List<Divergence> answers =
        List.of(
            new Divergence("likely", 9, 0.02, ""),
            new Divergence("small", 0.09, 1e-9, ""),
            new Divergence("grave", 0.1, 0.0001, ""),
            new Divergence("graver", 0.3, 0.003, ""));
    DriftWatch watch = watch(answering(answers), reports::add);
    watch.window().completed(100);

    assertThat(reports.element().columns())
        .extracting(column -> column.divergence().column())
        .containsExactly("graver", "grave", "likely", "small");
    assertThat(reports.element().driftedColumns()).containsExactly("graver", "grave");
    assertThat(reports.element().columns())
        .extracting(ColumnDrift::adjusted)
        .containsExactly(2 * 0.003, 3 * 0.0001, 0.02, 4 * 1e-9);
  }

  @Test
  void losesNoPredictionToAListenerThatThrows() {
    DriftWatch watch =
        watch(
            new HistogramDriftDetector(),
            report -> {
              reports.add(report);
              throw new IllegalStateException("no mail server");
            });
    fill(watch, 200);

    assertThat(reports).hasSize(2);
    assertThat(watch.last()).isPresent();
  }

  @Test
  void goesOnWhenNoWindowCanBeOpened() {
    AtomicInteger opened = new AtomicInteger();
    DriftWatch watch =
        watch(
            opening(
                () -> {
                  if (opened.incrementAndGet() == 2) {
                    throw new IllegalStateException("no memory");
                  }
                }),
            reports::add);
    fill(watch, 100);
    assertThat(reports).isEmpty();

    fill(watch, 100);
    assertThat(reports).hasSize(1);
  }

  @Test
  void reportsEachFullWindowOnceUnderManyThreads() throws Exception {
    int threads = 8;
    int rows = 10_000;
    AtomicInteger opened = new AtomicInteger();
    DriftWatch watch = watch(opening(opened::incrementAndGet), reports::add);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> tasks = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        tasks.add(pool.submit(() -> fill(watch, rows)));
      }
      for (Future<?> task : tasks) {
        task.get();
      }
    } finally {
      pool.shutdownNow();
    }

    // Every window but the one that is open gave one report. Rows that come between the filling of
    // a window and the opening of the next belong to the full one, or to none.
    assertThat(reports)
        .hasSize(opened.get() - 1)
        .allSatisfy(report -> assertThat(report.rows()).isGreaterThanOrEqualTo(100));
    long reported = reports.stream().mapToLong(DriftReport::rows).sum();
    assertThat(reported).isBetween((long) threads * rows / 2, (long) threads * rows);
  }

  private static void fill(DriftWatch watch, int rows) {
    for (int row = 0; row < rows; row++) {
      DriftRecorder recorder = watch.window().recorder();
      recorder.record(0, row % 4 + 1);
      recorder.record(1, row % 4 + 1);
      watch.window().completed(1);
    }
  }

  private static DriftDetector opening(Runnable whenOpened) {
    HistogramDriftDetector histograms = new HistogramDriftDetector();
    return new DriftDetector() {
      @Override
      public DriftRecorder recorder(Profile reference) {
        whenOpened.run();
        return histograms.recorder(reference);
      }

      @Override
      public List<Divergence> compare(Profile reference, Profile window) {
        return histograms.compare(reference, window);
      }
    };
  }

  private static DriftDetector answering(List<Divergence> answers) {
    return new DriftDetector() {
      @Override
      public DriftRecorder recorder(Profile reference) {
        return new HistogramDriftDetector().recorder(reference);
      }

      @Override
      public List<Divergence> compare(Profile reference, Profile window) {
        return answers;
      }
    };
  }

  private static DriftWatch watch(DriftDetector detector, Consumer<DriftReport> listener) {
    return new DriftWatch(
        "fraud:1",
        REFERENCE,
        drift().windowOf(100).oneFalseAlarmIn(100),
        detector,
        CLOCK,
        listener);
  }
}
