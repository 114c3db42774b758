package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several processes that share a home, on a disk in memory, and who of them owns a run. */
@Timeout(120)
class RunOwnersTest {
  private static final int ROUNDS = 40;

  private final Disk disk = new Disk();
  private final Deque<Medium> media = new ArrayDeque<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(3);

  @AfterEach
  void close() {
    threads.shutdownNow();
    media.forEach(Medium::close);
  }

  private Medium medium() {
    Medium medium = Media.file(new MemoryFileSystem(disk).getPath("/home"));
    media.push(medium);
    return medium;
  }

  private ExperimentTracker process() {
    return Tracking.over(medium());
  }

  private static RunLog start(ExperimentTracker process, String id) {
    return process.start(new RunInfo(id, "fraud", Fixtures.TIME));
  }

  private static void append(RunLog log, RunBatch.Builder batch) {
    log.append(batch.build(), Durability.PROCESS);
  }

  private static RunBatch.Builder end() {
    return RunBatch.builder().end(new RunEnd(RunStatus.FINISHED, Fixtures.TIME, ""));
  }

  private static RunBatch.Builder tag(String value) {
    return RunBatch.builder().tag("by", value);
  }

  private static RunBatch.Builder segment() {
    return RunBatch.builder().segment(0, Fixtures.TIME);
  }

  private static RunStatus status(ExperimentTracker process, String id) {
    return process.find(id).orElseThrow().status();
  }

  /** Runs all at once and returns what they returned, or threw as ConflictException. */
  private <T> List<Future<T>> together(List<Callable<T>> calls) {
    CyclicBarrier barrier = new CyclicBarrier(calls.size());
    List<Future<T>> results = new ArrayList<>();
    for (Callable<T> call : calls) {
      results.add(
          threads.submit(
              () -> {
                barrier.await();
                return call.call();
              }));
    }
    return results;
  }

  @Test
  void endACrashedRunOnceThoughAllLookAtTheSameMoment() throws Exception {
    ExperimentTracker first = process();
    List<ExperimentTracker> readers = List.of(process(), process(), process());
    for (int round = 0; round < ROUNDS; round++) {
      String id = "r" + round;
      Medium dying = medium();
      append(start(Tracking.over(dying), id), tag("alice"));
      dying.close();
      List<Callable<RunStatus>> looks = new ArrayList<>();
      readers.forEach(reader -> looks.add(() -> status(reader, id)));
      for (Future<RunStatus> look : together(looks)) {
        // who looks while another ends it may still say that it goes on
        assertThat(look.get()).isIn(RunStatus.CRASHED, RunStatus.RUNNING);
      }
      assertThat(status(first, id)).isEqualTo(RunStatus.CRASHED);
      int[] ends = new int[1];
      first.read(id, 0, batch -> ends[0] += batch.end().isPresent() ? 1 : 0);
      assertThat(ends[0]).isEqualTo(1);
    }
  }

  @Test
  void goOnWithARunThoughOthersLookAtIt() throws Exception {
    ExperimentTracker owner = process();
    ExperimentTracker reader = process();
    for (int round = 0; round < ROUNDS; round++) {
      String id = "r" + round;
      Medium dying = medium();
      append(start(Tracking.over(dying), id), tag("alice"));
      dying.close();
      List<Callable<RunLog>> calls = new ArrayList<>();
      calls.add(() -> owner.reopen(id));
      calls.add(
          () -> {
            status(reader, id);
            return start(owner, id + "-other");
          });
      List<Future<RunLog>> done = together(calls);
      try (RunLog log = done.get(0).get()) {
        append(log, segment());
        assertThat(status(reader, id)).isEqualTo(RunStatus.RUNNING);
        append(log, end());
      }
      done.get(1).get().close();
      assertThat(status(reader, id)).isEqualTo(RunStatus.FINISHED);
    }
  }

  /** Otherwise the catalog would say for ever that the run ended when it ended first. */
  @Test
  void neverSayThatARunHasEndedWithWhichSomebodyWentOn() throws Exception {
    ExperimentTracker first = process();
    ExperimentTracker second = process();
    ExperimentTracker reader = process();
    for (int round = 0; round < ROUNDS; round++) {
      String id = "r" + round;
      RunLog log = start(first, id);
      append(log, end());
      List<Callable<RunLog>> calls = new ArrayList<>();
      calls.add(
          () -> {
            log.close();
            return log;
          });
      calls.add(() -> reopen(second, id));
      RunLog again = together(calls).get(1).get();
      append(again, segment());
      assertThat(status(reader, id)).isEqualTo(RunStatus.RUNNING);
      append(again, tag("bob"));
      append(again, end());
      again.close();
      assertThat(reader.find(id).orElseThrow().tags()).containsEntry("by", "bob");
    }
  }

  /** Somebody tries to go on at the worst moment: the end is there, and the catalog is not told. */
  @Test
  void letNobodyGoOnBeforeTheCatalogKnowsTheEnd() {
    MemoryFileSystem memory = new MemoryFileSystem(disk);
    FaultyFileSystem files = new FaultyFileSystem(memory);
    Medium medium = Media.file(files.path(memory.getPath("/home")));
    media.push(medium);
    ExperimentTracker second = process();
    RunLog log = start(Tracking.over(medium), "r1");
    append(log, end());
    List<RunLog> early = new ArrayList<>();
    AtomicBoolean tried = new AtomicBoolean();
    files.fail(
        (operation, path) -> {
          boolean telling = operation == Operation.LOCK && path.toString().endsWith("runs/lock");
          if (telling && tried.compareAndSet(false, true)) {
            early.addAll(attempt(second));
          }
          return null;
        });
    log.close();
    assertThat(tried).isTrue();
    RunLog again = early.isEmpty() ? second.reopen("r1") : early.get(0);
    append(again, segment());
    assertThat(status(process(), "r1")).isEqualTo(RunStatus.RUNNING);
  }

  private static List<RunLog> attempt(ExperimentTracker process) {
    try {
      return List.of(process.reopen("r1"));
    } catch (ConflictException e) {
      return List.of();
    }
  }

  private static RunLog reopen(ExperimentTracker process, String id) {
    while (true) {
      try {
        return process.reopen(id);
      } catch (ConflictException e) {
        LockSupport.parkNanos(200_000);
      }
    }
  }

  @Test
  void takeAnIdOnce() throws Exception {
    List<ExperimentTracker> processes = List.of(process(), process(), process());
    for (int round = 0; round < ROUNDS; round++) {
      String id = "r" + round;
      List<Callable<Integer>> starts = new ArrayList<>();
      processes.forEach(
          process ->
              starts.add(
                  () -> {
                    try {
                      start(process, id);
                      return 1;
                    } catch (ConflictException e) {
                      return 0;
                    }
                  }));
      int started = 0;
      for (Future<Integer> start : together(starts)) {
        started += start.get();
      }
      assertThat(started).isEqualTo(1);
      assertThat(status(processes.get(0), id)).isEqualTo(RunStatus.RUNNING);
    }
  }

  @Test
  void seeTheEndBeforeTheCatalogKnowsIt() {
    ExperimentTracker owner = process();
    RunLog log = start(owner, "r1");
    append(log, end());
    assertThat(status(process(), "r1")).isEqualTo(RunStatus.FINISHED);
    log.close();
    assertThat(status(process(), "r1")).isEqualTo(RunStatus.FINISHED);
  }

  /** A process of a user who may only read. */
  private ExperimentTracker readOnly() {
    MemoryFileSystem memory = new MemoryFileSystem(disk);
    FaultyFileSystem files = new FaultyFileSystem(memory);
    Medium medium = Media.file(files.path(memory.getPath("/home")));
    files.fail((operation, path) -> operation.changes() ? new IOException("Read-only") : null);
    media.push(medium);
    return Tracking.over(medium);
  }

  @Test
  void sayThatARunCrashedThoughTheyMayOnlyRead() {
    Medium dying = medium();
    append(start(Tracking.over(dying), "dead"), tag("alice"));
    append(start(Tracking.over(dying), "silent"), RunBatch.builder());
    dying.close();
    RunLog log = start(process(), "living");
    append(log, tag("alice"));
    ExperimentTracker reader = readOnly();
    int before = disk.position();
    RunRecord dead = reader.find("dead").orElseThrow();
    assertThat(dead.end())
        .hasValue(new RunEnd(RunStatus.CRASHED, Fixtures.TIME, "its process no longer records it"));
    assertThat(dead.tags()).containsEntry("by", "alice");
    assertThat(status(reader, "silent")).isEqualTo(RunStatus.CRASHED);
    assertThat(status(reader, "living")).isEqualTo(RunStatus.RUNNING);
    assertThat(reader.search(RunQuery.builder().build()).runs()).hasSize(3);
    assertThat(disk.position()).isEqualTo(before);
    append(log, end());
    log.close();
    assertThat(status(reader, "living")).isEqualTo(RunStatus.FINISHED);
    assertThat(process().find("dead").orElseThrow()).isEqualTo(dead);
  }

  @Test
  void deleteAndPurgeOnlyWhatNobodyGoesOnWith() {
    ExperimentTracker first = process();
    ExperimentTracker second = process();
    RunLog log = start(first, "r1");
    append(log, end());
    log.close();
    RunLog again = second.reopen("r1");
    assertThatThrownBy(() -> first.delete("r1"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot delete run r1: it goes on (end it first)");
    again.close();
    first.delete("r1");
    assertThatThrownBy(() -> second.reopen("r1"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot go on with run r1: it is deleted (restore it first)");
    second.restore("r1");
    second.reopen("r1").close();
    second.delete("r1");
    first.purge("r1");
    assertThatThrownBy(() -> second.reopen("r1"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Run does not exist: r1");
  }
}
