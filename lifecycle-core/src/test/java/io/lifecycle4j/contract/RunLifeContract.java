package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.Segment;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How every {@link ExperimentTracker} goes on with runs, gives them in pages and deletes them. */
@Timeout(120)
@SuppressWarnings("NullAway") // what is missing fails the test
public abstract class RunLifeContract extends TrackerContract {
  /** Creates the contract. */
  protected RunLifeContract() {}

  @Test
  void saysThatARunCrashedWhichNobodyRecordsAnyMore() {
    RunLog log = start("r1");
    append(log, metric(0.5, 7));
    assertThat(openAgain(tracker).find("r1").orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
    log.close();
    RunEnd crash =
        new RunEnd(RunStatus.CRASHED, TIME.plusMillis(7), "its process no longer records it");
    assertThat(run("r1").end()).hasValue(crash);
    assertThat(openAgain(tracker).find("r1").orElseThrow().end()).hasValue(crash);
  }

  @Test
  void goesOnWithARunFromAStepOn() {
    RunLog log = start("r1");
    append(log, batch().param("lr", 0.1));
    append(log, batch().point("loss", point(3, 0)).point("loss", point(1, 5)));
    append(log, metric(2, 6));
    assertThatThrownBy(() -> tracker.reopen("r1"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Run goes on: r1 (wait for its end)");
    log.close();
    RunLog again = openAgain(tracker).reopen("r1");
    append(again, batch().segment(5, TIME.plusSeconds(9)).param("lr", 0.2));
    assertThat(run("r1").status()).isEqualTo(RunStatus.RUNNING);
    append(again, metric(4, 5));
    append(again, end(RunStatus.FINISHED, ""));
    again.close();
    RunRecord run = run("r1");
    assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
    assertThat(run.params()).containsEntry("lr", Param.of(0.2));
    assertThat(run.metrics().get("loss"))
        .isEqualTo(
            new MetricSummary(point(4, 5), Optional.of(point(3, 0)), Optional.of(point(4, 5)), 2));
    assertThat(run.segments()).containsExactly(new Segment(5, TIME.plusSeconds(9)));
    assertThat(tracker.history("r1", "loss").points()).containsExactly(point(3, 0), point(4, 5));
    List<MetricPoint> all = new ArrayList<>();
    tracker.read("r1", 0, b -> b.points().forEach(logged -> all.add(logged.point())));
    assertThat(all).containsExactly(point(3, 0), point(1, 5), point(2, 6), point(4, 5));
  }

  private List<Double> values(ExperimentTracker place) {
    return place.history("r1", "loss").points().stream().map(MetricPoint::value).toList();
  }

  @Test
  void recordsABatchOnceHoweverOftenItIsAppended() {
    RunLog log = start("r1");
    RunBatch batch = metric(1, 0).tag("by", "alice").token(Fixtures.token()).build();
    log.append(batch, Durability.PROCESS);
    append(log, metric(2, 1));
    log.append(batch, Durability.POWER);
    append(log, batch().add(batch)); // another one with the same parts
    append(log, end(RunStatus.FINISHED, ""));
    log.close();
    assertThat(values(tracker)).containsExactly(1.0, 2.0, 1.0);
    assertThat(values(openAgain(tracker))).containsExactly(1.0, 2.0, 1.0);
    assertThat(run("r1").metrics().get("loss").count()).isEqualTo(3);
  }

  @Test
  void recordsABatchOnceThoughNobodyKnewWhatBecameOfIt() {
    RunLog log = start("r1");
    ExperimentTracker other = openAgain(tracker);
    append(log, metric(1, 0));
    RunBatch batch = metric(2, 1).param("lr", 0.1).token(Fixtures.token()).build();
    assumeTrue(loseNextOutcome(), "this storage knows every outcome");
    assertThatThrownBy(() -> log.append(batch, Durability.POWER))
        .isInstanceOf(UnknownOutcomeException.class);
    assertThat(other.find("r1").orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
    log.append(batch, Durability.POWER);
    append(log, metric(3, 2));
    assertThatThrownBy(() -> append(log, batch().param("lr", 0.2)))
        .isInstanceOf(ConflictException.class);
    assertThat(other.find("r1").orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
    append(log, end(RunStatus.FINISHED, ""));
    log.close();
    assertThat(values(tracker)).containsExactly(1.0, 2.0, 3.0);
    assertThat(values(openAgain(tracker))).containsExactly(1.0, 2.0, 3.0);
    assertThat(run("r1").metrics().get("loss").count()).isEqualTo(3);
    assertThat(run("r1").status()).isEqualTo(RunStatus.FINISHED);
  }

  @Test
  void goesOnWithAnotherBatchAfterOneOfWhichNobodyKnowsWhatBecame() {
    RunLog log = start("r1");
    append(log, metric(0, 0));
    assumeTrue(loseNextOutcome(), "this storage knows every outcome");
    assertThatThrownBy(() -> log.append(metric(1, 0).build(), Durability.POWER))
        .isInstanceOf(UnknownOutcomeException.class);
    append(log, metric(2, 1));
    assertThat(values(tracker)).isIn(List.of(0.0, 1.0, 2.0), List.of(0.0, 2.0));
    append(log, end(RunStatus.FINISHED, ""));
    log.close();
    assertThat(run("r1").metrics().get("loss").count()).isEqualTo(values(tracker).size());
  }

  @Test
  void lastHeardOfARunThatCrashedAgainWhenItWentOn() {
    RunLog log = start("r1");
    append(log, metric(0.5, 7));
    log.close();
    RunLog again = tracker.reopen("r1");
    append(again, batch().segment(5, TIME.plusSeconds(9)));
    again.close();
    assertThat(run("r1").end().orElseThrow().time()).isEqualTo(TIME.plusSeconds(9));
  }

  @Test
  void givesWhatWasRecordedSinceItWasReadLast() {
    RunLog log = start("r1");
    ExperimentTracker other = openAgain(tracker);
    List<Double> seen = new ArrayList<>();
    Consumer<RunBatch> add = b -> b.points().forEach(logged -> seen.add(logged.point().value()));
    long next = other.read("r1", 0, add);
    assertThat(seen).isEmpty();
    append(log, metric(1, 0));
    next = other.read("r1", next, add);
    append(log, batch().tag("by", "alice"));
    append(log, metric(2, 1));
    next = other.read("r1", next, add);
    assertThat(other.read("r1", next, add)).isEqualTo(next);
    assertThat(seen).containsExactly(1.0, 2.0);
  }

  @Test
  void deletesRestoresAndPurgesRuns() {
    RunLog log = start("r1");
    assertThatThrownBy(() -> tracker.delete("r1"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot delete run r1: it goes on (end it first)");
    append(log, end(RunStatus.FINISHED, ""));
    log.close();
    assertThatThrownBy(() -> tracker.purge("r1"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot purge run r1: delete it first");
    tracker.delete("r1");
    tracker.delete("r1");
    assertThat(run("r1").deleted()).isTrue();
    assertThat(runs(tracker, "fraud")).isEmpty();
    assertThat(tracker.search(RunQuery.builder().view(RunQuery.View.DELETED).build()).runs())
        .containsExactly(run("r1"));
    assertThatThrownBy(() -> tracker.reopen("r1")).isInstanceOf(ConflictException.class);
    tracker.restore("r1");
    assertThat(runs(tracker, "fraud")).containsExactly(run("r1"));
    assertThat(run("r1").deleted()).isFalse();
    tracker.delete("r1");
    tracker.purge("r1");
    assertThat(tracker.find("r1")).isEmpty();
    assertThat(openAgain(tracker).find("r1")).isEmpty();
    assertThat(tracker.search(RunQuery.builder().view(RunQuery.View.ALL).build()).runs()).isEmpty();
    assertThatThrownBy(() -> start("r1")).isInstanceOf(ConflictException.class);
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> tracker.delete("r1"), () -> tracker.restore("r1"), () -> tracker.purge("r1"))) {
      assertThatThrownBy(call)
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Run does not exist: r1");
    }
  }

  @Test
  void givesPagesThatStayPutWhenRunsAreAdded() {
    for (int i = 0; i < 5; i++) {
      start("r" + i);
    }
    RunPage first = tracker.search(RunQuery.builder().limit(2).build());
    start("later");
    RunPage second = tracker.search(RunQuery.builder().limit(2).cursor(first.next().get()).build());
    RunPage third = tracker.search(RunQuery.builder().limit(2).cursor(second.next().get()).build());
    assertThat(first.runs()).extracting(RunRecord::id).containsExactly("r0", "r1");
    assertThat(second.runs()).extracting(RunRecord::id).containsExactly("r2", "r3");
    assertThat(third.runs()).extracting(RunRecord::id).containsExactly("r4", "later");
    assertThat(third.next()).isEmpty();
    assertThatThrownBy(() -> tracker.search(RunQuery.builder().cursor("x").build()))
        .isInstanceOf(InvalidValueException.class);
  }
}
