package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.JournalState;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunBatch;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunLog;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run of many small entries is rewritten when it ends, and reads as before. */
@SuppressWarnings("NullAway") // what is missing fails the test
class RewrittenRunTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final RunInfo INFO = new RunInfo("a", "fraud", TIME, "a", null);
  private static final int BATCHES = RunEntries.MANY;

  private final Medium medium = Media.memory();
  private final ExperimentTracker tracker = Tracking.over(medium);

  @AfterEach
  void closeMedium() {
    medium.close();
  }

  private static MetricPoint point(long step) {
    return new MetricPoint(step, 1.0 / (step + 1), TIME.plusNanos(step));
  }

  private static RunBatch batch(long step) {
    return RunBatch.builder().point("loss", point(step)).point("acc", point(step)).build();
  }

  private static void log(RunLog log, int from, int to) {
    for (int step = from; step < to; step++) {
      log.append(batch(step), Durability.PROCESS);
    }
  }

  private static void end(RunLog log) {
    end(log, RunStatus.FINISHED);
  }

  private static void end(RunLog log, RunStatus how) {
    RunEnd end = new RunEnd(how, TIME, "");
    log.append(RunBatch.builder().end(end).build(), Durability.POWER);
    log.close();
  }

  private JournalState state() {
    String name =
        medium.journals().names().stream()
            .filter(journal -> journal.startsWith(JournalExperimentTracker.RUN))
            .findFirst()
            .orElseThrow();
    return medium.journals().state(name).orElseThrow();
  }

  private List<MetricPoint> steps(int to) {
    List<MetricPoint> points = new ArrayList<>();
    for (int step = 0; step < to; step++) {
      points.add(point(step));
    }
    return points;
  }

  @Test
  void readsAsBefore() {
    RunLog log = tracker.start(INFO);
    log(log, 0, BATCHES);
    RunRecord going = tracker.find("a").orElseThrow();
    MetricHistory before = tracker.history("a", "loss");
    end(log);
    assertThat(state().snapshot()).isPresent();
    assertThat(state().first()).isEqualTo(BATCHES + 2);
    assertThat(tracker.find("a").orElseThrow().metrics()).isEqualTo(going.metrics());
    assertThat(tracker.history("a", "loss").points()).isEqualTo(before.points());
    assertThat(Tracking.over(medium).history("a", "acc").points()).isEqualTo(steps(BATCHES));
  }

  @Test
  void leavesAShortRunAlone() {
    RunLog log = tracker.start(INFO);
    log(log, 0, BATCHES - 2);
    end(log);
    assertThat(state().snapshot()).isEmpty();
  }

  @Test
  void leavesAKilledRunAlone() {
    RunLog log = tracker.start(INFO);
    log(log, 0, BATCHES);
    end(log, RunStatus.KILLED);
    assertThat(state().snapshot()).isEmpty(); // who kills has no time for it
    assertThat(tracker.history("a", "acc").points()).isEqualTo(steps(BATCHES));
  }

  @Test
  void givesAFollowerEachPointOnceWhereverHeWas() {
    for (int at : new int[] {0, 1, 5, BATCHES - 1, BATCHES}) {
      RunInfo info = new RunInfo("f" + at, "fraud", TIME, "f", null);
      RunLog log = tracker.start(info);
      List<MetricPoint> heard = new ArrayList<>();
      log(log, 0, at);
      long next = follow(info, 0, heard);
      log(log, at, BATCHES);
      end(log);
      follow(info, next, heard);
      assertThat(heard).as("from entry %s on", next).isEqualTo(steps(BATCHES));
    }
  }

  private long follow(RunInfo info, long from, List<MetricPoint> heard) {
    return tracker.read(
        info.id(),
        from,
        batch ->
            batch.points().stream()
                .filter(logged -> logged.metric().equals("loss"))
                .forEach(logged -> heard.add(logged.point())));
  }

  @Test
  void goesOnAndIsRewrittenAgain() {
    RunLog log = tracker.start(INFO);
    log(log, 0, BATCHES);
    end(log);
    RunLog again = tracker.reopen("a");
    again.append(RunBatch.builder().segment(BATCHES - 3, TIME).build(), Durability.POWER);
    log(again, BATCHES - 3, 2 * BATCHES);
    assertThat(tracker.history("a", "loss").points()).isEqualTo(steps(2 * BATCHES));
    end(again);
    assertThat(state().first()).isEqualTo(2L * BATCHES + 7);
    assertThat(tracker.history("a", "loss").points()).isEqualTo(steps(2 * BATCHES));
    assertThat(tracker.find("a").orElseThrow().metrics().get("loss").count())
        .isEqualTo(2L * BATCHES);
  }

  @Test
  void needsNoBlobOncePurged() {
    RunLog log = tracker.start(INFO);
    log(log, 0, BATCHES);
    end(log);
    tracker.delete("a");
    tracker.purge("a");
    assertThat(medium.blobs().size(state().snapshot().orElseThrow().blob())).isZero();
    assertThatThrownBy(() -> tracker.history("a", "loss")).isInstanceOf(NotFoundException.class);
  }
}
