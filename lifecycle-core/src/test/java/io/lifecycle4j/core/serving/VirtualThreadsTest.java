package io.lifecycle4j.core.serving;

import static io.lifecycle4j.serving.Batching.upTo;
import static io.lifecycle4j.serving.Limits.concurrent;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.LinearEngine;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** A call that waits would not pin a virtual thread: it is parked, and holds no monitor. */
@Timeout(60)
class VirtualThreadsTest {
  private final LinearEngine engine = new LinearEngine();
  private final Semaphore began = new Semaphore(0);
  private final Semaphore gate = new Semaphore(0);

  private void hold() {
    engine.meanwhile(
        () -> {
          began.release();
          gate.acquireUninterruptibly();
        });
  }

  private static Thread start(Runnable call) {
    Thread thread = new Thread(call);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Calls while others run, until the call waits; then lets all end. */
  private void assertParks(ModelServer<Double, Double> server, int others) throws Exception {
    hold();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < others; i++) {
      threads.add(start(() -> server.predictOne(1.0)));
      began.acquire();
    }
    FutureTask<Double> call = new FutureTask<>(() -> server.predictOne(2.0).value());
    Thread waiting = start(call);
    ThreadInfo seen = seen(waiting);
    while (!isParked(seen)) { // one that waited otherwise would run into the timeout
      seen = seen(waiting);
    }
    assertThat(began.availablePermits()).as("it does not run").isZero();
    assertThat(seen.getLockedMonitors()).extracting(LockInfo::getClassName).isEmpty();
    gate.release(1_000);
    assertThat(call.get()).isEqualTo(Versions.answer(1, 2.0));
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static ThreadInfo seen(Thread thread) {
    return ManagementFactory.getThreadMXBean()
        .getThreadInfo(new long[] {thread.getId()}, true, false)[0];
  }

  private static boolean isParked(ThreadInfo thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length > 0 && stack[0].getMethodName().equals("park");
  }

  @Test
  void parksACallThatWaitsForItsTurn() throws Exception {
    try (ModelServer<Double, Double> server =
        new Servers<Double, Double>()
            .limits(concurrent(1).queued(8).deadline(Duration.ofMinutes(5)))
            .build()) {
      server.routes().serve(Versions.route(engine, 1));
      assertParks(server, 1);
    }
  }

  @Test
  void parksACallThatWaitsForASharedRun() throws Exception {
    try (ModelServer<Double, Double> server =
        new Servers<Double, Double>().batching(upTo(32).waitingAtMost(Duration.ZERO)).build()) {
      server.routes().serve(Versions.route(engine, 1));
      assertParks(server, Runtime.getRuntime().availableProcessors());
    }
  }

  /** On a JDK that has them, a thousand of them wait for two at a time. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void pinsNoVirtualThread(@TempDir Path directory) throws Exception {
    engine.meanwhile(Thread::yield);
    Path events = directory.resolve("pinned.jfr");
    try (Recording recording = new Recording();
        ModelServer<Double, Double> server =
            new Servers<Double, Double>().limits(concurrent(2).queued(2_000)).build()) {
      server.routes().serve(Versions.route(engine, 1));
      recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
      recording.start();
      ExecutorService virtual =
          (ExecutorService)
              Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      List<Future<Double>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        answers.add(virtual.submit(() -> server.predictOne(2.0).value()));
        answers.add(virtual.submit(() -> server.predictAsync(2.0).join().value()));
      }
      for (Future<Double> answer : answers) {
        assertThat(answer.get()).isEqualTo(Versions.answer(1, 2.0));
      }
      virtual.shutdown();
      recording.stop();
      recording.dump(events);
    }
    assertThat(RecordingFile.readAllEvents(events))
        .extracting(RecordedEvent::getStackTrace)
        .isEmpty();
  }
}
