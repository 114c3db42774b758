package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.TIME;

import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Opens the trackers of a contract, and makes what is recorded. */
@Timeout(120)
abstract class TrackerContract {
  ExperimentTracker tracker;

  /** Creates the contract. */
  TrackerContract() {}

  /**
   * Opens an empty tracker; called once for each test.
   *
   * @return the tracker
   */
  protected abstract ExperimentTracker open();

  /**
   * Opens another tracker on the storage of this test, as a second process would.
   *
   * @param first the tracker that {@link #open()} gave
   * @return the other; the same if the storage is not shared
   */
  protected ExperimentTracker openAgain(ExperimentTracker first) {
    return first;
  }

  /**
   * Has the outcome of the next append to a run that must survive a power cut get lost: it is
   * written, and throws that nobody knows whether it is. Default: the storage has no such failure,
   * and what tests need it for is not tested.
   *
   * @return whether it will
   */
  protected boolean loseNextOutcome() {
    return false;
  }

  @BeforeEach
  void openTracker() {
    tracker = open();
  }

  RunLog start(String id) {
    return tracker.start(new RunInfo(id, "fraud", TIME));
  }

  static void append(RunLog log, RunBatch.Builder batch) {
    log.append(batch.build(), Durability.PROCESS);
  }

  List<RunRecord> runs(ExperimentTracker place, String experiment) {
    return place.search(RunQuery.builder().experiment(experiment).build()).runs();
  }

  RunRecord run(String id) {
    return tracker.find(id).orElseThrow();
  }

  static RunBatch.Builder batch() {
    return RunBatch.builder();
  }

  static MetricPoint point(double value, long step) {
    return new MetricPoint(step, value, TIME.plusMillis(step % 1_000));
  }

  static RunBatch.Builder metric(double value, long step) {
    return batch().point("loss", point(value, step));
  }

  static RunBatch.Builder end(RunStatus status, String cause) {
    return batch().end(new RunEnd(status, TIME, cause));
  }
}
