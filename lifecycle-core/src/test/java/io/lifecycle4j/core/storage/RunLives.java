package io.lifecycle4j.core.storage;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.storage.Durability.POWER;
import static io.lifecycle4j.storage.Durability.PROCESS;

import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.error.NotFoundException;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to a run after it ended: it is resumed, tagged, deleted, restored and purged. */
final class RunLives {
  private RunLives() {}

  /** The log that a session has open. */
  private static final class Open {
    @Nullable RunLog log;
  }

  private static ExperimentTracker tracker(Session session) {
    return session.keep(ExperimentTracker.class, Tracking::over);
  }

  private static void start(Session session, String id) {
    session.keep(Open.class, medium -> new Open()).log =
        tracker(session).start(new RunInfo(id, "fraud", TIME));
  }

  private static void reopen(Session session) {
    session.keep(Open.class, medium -> new Open()).log = tracker(session).reopen("r1");
  }

  private static void log(Session session, Durability durability, RunBatch.Builder batch) {
    RunLog log = session.keep(Open.class, medium -> new Open()).log;
    if (log == null) {
      throw new NotFoundException("No run is open");
    }
    log.append(batch.build(), durability);
  }

  private static void close(Session session) {
    RunLog log = session.keep(Open.class, medium -> new Open()).log;
    if (log != null) {
      log.close();
    }
  }

  private static RunBatch.Builder batch() {
    return RunBatch.builder();
  }

  private static RunBatch.Builder point(long step, double value) {
    return batch().point("loss", new MetricPoint(step, value, TIME));
  }

  private static RunBatch.Builder end(RunStatus status) {
    return batch().end(new RunEnd(status, TIME, ""));
  }

  /** Everything that can be asked about the run. */
  private static Object seen(Session session) {
    ExperimentTracker tracker = tracker(session);
    List<Object> all = new ArrayList<>();
    tracker
        .find("r1")
        .ifPresent(
            run -> {
              // on the model its recorder lives, in what a crash left it does not
              boolean crashed = run.status() == RunStatus.CRASHED;
              all.add(crashed ? run.toBuilder().end(null).build() : run);
              all.add(tracker.history("r1", "loss").points());
            });
    return all;
  }

  private static List<RunRecord> runs(Session session) {
    return tracker(session).search(RunQuery.builder().build()).runs();
  }

  private static Workload ended(String name) {
    return Workload.named(name)
        .before(
            session -> {
              start(session, "r1");
              log(session, PROCESS, point(0, 3));
              log(session, PROCESS, point(1, 2).tag("by", "alice"));
              log(session, POWER, end(RunStatus.KILLED));
              close(session);
            })
        .view("r1", RunLives::seen)
        .probe("r1", session -> start(session, "p" + runs(session).size()));
  }

  static List<Workload> all() {
    return List.of(
        ended("a run that somebody goes on with")
            .step("r1", POWER, session -> reopen(session))
            .step("r1", POWER, session -> log(session, POWER, batch().segment(1, TIME)))
            .step("r1", PROCESS, session -> log(session, PROCESS, point(1, 1)))
            .step("r1", POWER, session -> log(session, POWER, end(RunStatus.FINISHED)))
            .step("r1", POWER, session -> close(session)),
        ended("a run that is tagged, deleted, restored and purged")
            .step(
                "r1",
                POWER,
                session -> {
                  reopen(session);
                  log(session, POWER, batch().tag("by", "bob"));
                  close(session);
                })
            .mayRemain() // the tag, if the journal cannot be closed
            .step("r1", POWER, session -> tracker(session).delete("r1"))
            .step("r1", POWER, session -> tracker(session).restore("r1"))
            .step("r1", POWER, session -> tracker(session).delete("r1"))
            .step("r1", POWER, session -> tracker(session).purge("r1"))
            .mayRemain()); // it is recorded first: what cannot be erased then is of no run
  }
}
