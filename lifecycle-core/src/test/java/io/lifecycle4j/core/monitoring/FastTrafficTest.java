package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.error.CoreShare;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.window.LocalWindows;
import io.lifecycle4j.core.monitoring.window.WindowPlan;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.Profile;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Judging takes a share of a core, whatever the traffic, and no row is lost. */
class FastTrafficTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final Profile REFERENCE =
      References.of(References.numbers("x", 1, 2, 3, 4), References.numbers("y", 1, 2, 3, 4));
  private static final DriftMonitor PLAN =
      DriftMonitor.builder().window(50).falseAlarmRate(0.01).build();

  /** The time of the test, in nanoseconds, of which each judgement takes 10 ms. */
  private long now;

  private final InstantSource clock = () -> Instant.ofEpochMilli(now / MILLI);
  private final CoreShare share = new CoreShare(() -> now);
  private final DriftDetector detector = new Slow();
  private final DriftWindows windows =
      new DriftWindows(
          "fraud:1",
          WatchedReference.of(REFERENCE),
          WindowPlan.of(PLAN),
          detector,
          clock,
          () -> {});
  private final WindowWork work =
      new WindowWork(
          PLAN,
          detector,
          clock,
          new LocalWindows(),
          label -> Optional.empty(),
          LearnedReferences.inMemory("fraud", clock),
          new WindowWork.Listeners(DriftObservers.Deciding.NOTHING, () -> {}));
  private final List<Long> reported = new ArrayList<>();
  private long served;

  private final class Slow implements DriftDetector {
    private final HistogramDriftDetector histograms = new HistogramDriftDetector();

    @Override
    public DriftRecorder recorder(Profile reference) {
      return histograms.recorder(reference);
    }

    @Override
    public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
      return histograms.merge(reference, summaries);
    }

    @Override
    public List<Divergence> compare(Profile reference, DriftSummary window) {
      now += 10 * MILLI;
      return histograms.compare(reference, window);
    }
  }

  /** Serves windows, each after a time, as a thread judges them that rests when it must. */
  private void serve(long end, long each) {
    work.add(windows);
    for (long next = now; next < end; next += each) {
      now = Math.max(now, next);
      serve();
      if (share.rest() <= 0) {
        share.begin();
        work.round(false, share::isSpent, this::reported);
        share.end();
      }
    }
  }

  private void serve() {
    DriftWindows.Window window = windows.window();
    for (int row = 0; row < 50; row++) {
      window.recorders().of(0).record(new double[] {row % 4 + 1, row % 4 + 1}, new String[2]);
    }
    window.completed(50);
    served += 50;
  }

  private void reported(DriftReport report) {
    reported.add(report.rows());
  }

  @Test
  void judgesFewerLargerWindowsIfTheyFollowEachOtherTooFast() {
    long end = 20 * SECOND;
    serve(end, 2 * MILLI);

    long judging = 10 * MILLI * reported.size();
    assertThat(judging).isLessThanOrEqualTo(SECOND + end / 20 + 10 * MILLI);
    assertThat(judging).as("what it may use").isGreaterThan(SECOND + end / 22);
    assertThat(reported).startsWith(50L, 50L, 50L, 50L, 50L, 50L, 50L, 50L, 50L, 50L);
    assertThat(reported.get(reported.size() - 1)).as("200 ms of rows").isBetween(4_000L, 6_000L);
    work.round(true, () -> false, this::reported);
    assertThat(reported.stream().mapToLong(Long::longValue).sum()).isEqualTo(served);
  }

  @Test
  void judgesEachWindowByItselfIfThereIsTime() {
    serve(60 * SECOND, 250 * MILLI);
    assertThat(reported).hasSize(240).containsOnly(50L);
  }

  @Test
  void judgesEachWindowByItselfIfSomebodyAsks() {
    work.add(windows);
    for (int i = 0; i < 150; i++) { // a second and a half of judging
      serve();
      work.round(false, () -> false, this::reported);
    }
    assertThat(reported).hasSize(150).containsOnly(50L);
  }
}
