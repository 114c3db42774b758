package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.window.WindowPlan;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.Profile;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftWindowsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
  private static final Profile REFERENCE =
      References.of(References.numbers("x", 1, 2, 3, 4), References.numbers("y", 1, 2, 3, 4));

  private final Queue<DriftReport> reports = new ConcurrentLinkedQueue<>();
  private final List<WatchedWindows> watched = new ArrayList<>();

  @AfterEach
  void endTheThreads() {
    watched.forEach(WatchedWindows::close);
  }

  @Test
  void reportsEachWindowWhenItIsFull() {
    WatchedWindows watch = watch(new HistogramDriftDetector());
    fill(watch, 99);
    assertThat(watch.last()).isEmpty();

    fill(watch, 1);
    DriftReport first = watch.last().orElseThrow();
    assertThat(first.version()).isEqualTo("fraud:1");
    assertThat(first.closed()).isEqualTo(NOON);
    assertThat(first.rows()).isEqualTo(100);
    assertThat(first.closedEarly()).isFalse();
    assertThat(first.id()).hasSize(16);
    assertThat(first.reference()).isEqualTo(new DriftReport.Reference(4, 1_000));
    assertThat(first.columns()).hasSize(2);
    fill(watch, 100);
    DriftReport second = watch.last().orElseThrow();
    endTheThreads();
    assertThat(reports).containsExactly(first, second);
  }

  @Test
  void comparesAndOpensOffTheThreadOfThePrediction() {
    Thread caller = Thread.currentThread();
    Queue<String> done = new ConcurrentLinkedQueue<>();
    HistogramDriftDetector histograms = new HistogramDriftDetector();
    DriftDetector noting =
        new DriftDetector() {
          @Override
          public DriftRecorder recorder(Profile reference) {
            return new Opened(
                histograms.recorder(reference),
                () -> done.add(Thread.currentThread() == caller ? "opened by caller" : "opened"));
          }

          @Override
          public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
            return new HistogramDriftDetector().merge(reference, summaries);
          }

          @Override
          public List<Divergence> compare(Profile reference, DriftSummary window) {
            done.add(Thread.currentThread() == caller ? "compared by caller" : "compared");
            return histograms.compare(reference, window);
          }
        };
    WatchedWindows watch = watch(noting);
    assertThat(done).as("two windows at the start").hasSize(2);
    done.clear();

    fill(watch, 100);
    endTheThreads();

    assertThat(done).containsExactly("opened", "compared");
  }

  @Test
  void countsBatchesAndNoRowTwice() {
    WatchedWindows watch = watch(new HistogramDriftDetector());
    watch.window().completed(0);
    batch(watch, 70);
    batch(watch, 70);
    batch(watch, 350);
    endTheThreads();

    assertThat(reports).extracting(DriftReport::rows).containsExactly(140L, 350L);
    assertThatThrownBy(() -> watch.window().completed(-1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid rows: -1 (must not be negative)");
  }

  @Test
  void alarmsWhenAShiftIsUnlikelyAndMatters() {
    List<Divergence> answers =
        List.of(
            Divergence.builder("likely", 0.02, "").effect(9).build(),
            Divergence.builder("small", 1e-9, "").effect(0.09).build(),
            Divergence.builder("grave", 0.0001, "").effect(0.1).build(),
            Divergence.builder("graver", 0.003, "").effect(0.3).build());
    WatchedWindows watch = watch(answering(answers));
    batch(watch, 100);
    endTheThreads();

    assertThat(reports.element().columns())
        .extracting(column -> column.divergence().column())
        .containsExactly("graver", "grave", "likely", "small");
    assertThat(reports.element().driftedColumns()).containsExactly("graver", "grave");
    assertThat(reports.element().columns())
        .extracting(ColumnDrift::adjusted)
        .containsExactly(2 * 0.003, 3 * 0.0001, 0.02, 4 * 1e-9);
  }

  @Test
  void goesOnWhenNoWindowCanBeOpened() {
    AtomicInteger opened = new AtomicInteger();
    AtomicBoolean isShort = new AtomicBoolean(true);
    WatchedWindows watch =
        watch(
            opening(
                () -> {
                  if (opened.incrementAndGet() > 1 && isShort.get()) {
                    throw new OutOfMemoryError("thrown by a test");
                  }
                }));
    fill(watch, 100);
    assertThat(watch.last()).isEmpty();

    isShort.set(false);
    fill(watch, 100);
    endTheThreads();
    assertThat(reports).extracting(DriftReport::rows).containsExactly(200L);
  }

  @Test
  void judgesWhileTheListenerHangs() throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    WatchedWindows watch =
        watch(
            new HistogramDriftDetector(),
            report -> {
              heard.countDown();
              await(goOn);
              reports.add(report);
            });
    fill(watch, 100);
    heard.await();
    DriftReport before = watch.last().orElseThrow();
    fill(watch, 100 * 200);
    DriftReport last = watch.last().orElseThrow();
    assertThat(last.id()).isNotEqualTo(before.id());

    goOn.countDown();
    endTheThreads();
    assertThat(reports).startsWith(before).hasSizeBetween(64, 65);
  }

  @Test
  void reportsEachFullWindowOnceUnderManyThreads() throws Exception {
    int threads = 8;
    int rows = 10_000;
    WatchedWindows watch = watch(new HistogramDriftDetector());
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

    endTheThreads();
    assertThat(reports)
        .allSatisfy(report -> assertThat(report.rows()).isGreaterThanOrEqualTo(100))
        .extracting(DriftReport::id)
        .doesNotHaveDuplicates();
    // Rows that come between the filling of a window and the opening of the next belong to the full
    // one, or to none.
    long reported = reports.stream().mapToLong(DriftReport::rows).sum();
    assertThat(reported).isBetween((long) threads * rows / 2, (long) threads * rows);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, false"})
  void leavesOutRowsWhoseSummaryIsLargerThanPromised(int more, boolean isTaken) {
    int most = REFERENCE.columns().size() * DriftSummary.MAX_COLUMN_BYTES;
    DriftDetector large = summarising(DriftSummary.of(100, new byte[most + more]));
    WatchedReference reference = WatchedReference.of(REFERENCE);
    WindowPlan plan = WindowPlan.ofRows(100);
    DriftWindows windows = new DriftWindows("fraud:1", reference, plan, large, CLOCK, () -> {});
    windows.window().completed(100);
    assertThat(windows.next().isPresent()).isEqualTo(isTaken);
    assertThat(windows.hasRows()).isFalse();
  }

  private static DriftDetector summarising(DriftSummary summary) {
    DriftRecorder recorder = fixed(summary);
    return new DriftDetector() {
      @Override
      public DriftRecorder recorder(Profile reference) {
        return recorder;
      }

      @Override
      public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
        return summary;
      }

      @Override
      public List<Divergence> compare(Profile reference, DriftSummary window) {
        return List.of();
      }
    };
  }

  /** Returns a recorder that summarises as many rows always. */
  private static DriftRecorder fixed(DriftSummary summary) {
    return new DriftRecorder() {
      @Override
      public void record(int column, double value) {}

      @Override
      public void record(int column, String value) {}

      @Override
      public DriftSummary snapshot() {
        return summary;
      }

      @Override
      public DriftRecorder another() {
        return this;
      }
    };
  }

  private static void batch(WatchedWindows watch, int rows) {
    DriftWindows.Window window = watch.window();
    for (int row = 0; row < rows; row++) {
      window.recorders().of(0).record(0, row % 4 + 1);
      window.recorders().of(0).record(1, row % 4 + 1);
    }
    window.completed(rows);
  }

  private static void fill(WatchedWindows watch, int rows) {
    for (int row = 0; row < rows; row++) {
      DriftRecorder recorder = watch.window().recorders().of(0);
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
        return new Opened(histograms.recorder(reference), whenOpened);
      }

      @Override
      public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
        return new HistogramDriftDetector().merge(reference, summaries);
      }

      @Override
      public List<Divergence> compare(Profile reference, DriftSummary window) {
        return histograms.compare(reference, window);
      }
    };
  }

  /** A recorder that says when it, or another of it, is made. */
  private record Opened(DriftRecorder recorder, Runnable opened) implements DriftRecorder {
    private Opened {
      opened.run();
    }

    @Override
    public void record(int column, double value) {
      recorder.record(column, value);
    }

    @Override
    public void record(int column, String value) {
      recorder.record(column, value);
    }

    @Override
    public DriftSummary snapshot() {
      return recorder.snapshot();
    }

    @Override
    public DriftRecorder another() {
      return new Opened(recorder.another(), opened);
    }
  }

  private static DriftDetector answering(List<Divergence> answers) {
    return new DriftDetector() {
      @Override
      public DriftRecorder recorder(Profile reference) {
        return new HistogramDriftDetector().recorder(reference);
      }

      @Override
      public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
        return new HistogramDriftDetector().merge(reference, summaries);
      }

      @Override
      public List<Divergence> compare(Profile reference, DriftSummary window) {
        return answers;
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private WatchedWindows watch(DriftDetector detector) {
    return watch(detector, reports::add);
  }

  private WatchedWindows watch(DriftDetector detector, Consumer<DriftReport> listener) {
    DriftMonitor plan =
        DriftMonitor.builder().window(100).falseAlarmRate(0.01).minimalEffect(0.1).build();
    WatchedWindows watch =
        new WatchedWindows("fraud:1", REFERENCE, plan, detector, CLOCK, listener);
    watched.add(watch);
    return watch;
  }
}
