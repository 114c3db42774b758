package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storms.AckFile;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.tracking.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A service in which another part of the application fills the heap and frees it, again and again.
 *
 * <p>It acknowledges in a file what it was told: how many points of a run are flushed, which run
 * has ended, which prediction was answered once the heap was free again.
 */
final class HeapSpikeWorker {
  /** So many predictions are answered, and acknowledged, at the end. */
  static final int ANSWERS = 10;

  private static final int PIECE = 1 << 15;
  private static final int SMALLEST = 1 << 3;
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final Duration PAUSE = Duration.ofMillis(40);

  private final Lifecycle home;
  private final ManagedModel<Flower, String> model;
  private final AckFile acknowledged;
  private final Run run;
  private volatile boolean over;

  /** How many points were logged; of one thread, and of the next once that has ended. */
  private int step;

  private HeapSpikeWorker(Lifecycle home, AckFile acknowledged) {
    this.home = home;
    this.acknowledged = acknowledged;
    this.model = Flowers.plain(home).open();
    this.run = home.experiments().start("spikes");
    model.predict(SETOSA);
  }

  /**
   * Serves and logs while the heap is filled.
   *
   * @param arguments where the home is, where to acknowledge, how often the heap is filled
   */
  public static void main(String[] arguments) throws Exception {
    Lifecycle home =
        Lifecycle.builder()
            .directory(Path.of(arguments[0]))
            .engine(new LinearEngine())
            .systemMetrics(Duration.ofMillis(100))
            .closeWithin(Duration.ofSeconds(30))
            .open();
    new HeapSpikeWorker(home, new AckFile(Path.of(arguments[1])))
        .run(Integer.parseInt(arguments[2]));
    new CountDownLatch(1).await(); // to be told to stop
  }

  private void run(int spikes) throws Exception {
    List<Thread> threads =
        List.of(
            thread("logs", this::log),
            thread("predicts", () -> model.predict(SETOSA)),
            thread("starts", this::start));
    threads.forEach(thread -> thread.setDaemon(true));
    System.out.println("begun");
    threads.forEach(Thread::start);
    for (int i = 0; i < spikes; i++) {
      spike();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    over = true;
    for (Thread thread : threads) {
      thread.join(SOON.toMillis());
      if (thread.isAlive()) {
        System.out.println(thread.getName() + " hangs in " + List.of(thread.getStackTrace()));
      }
    }
    System.out.println("free");
    goOn();
  }

  private Thread thread(String name, Work work) {
    return new Thread(() -> repeat(work), name);
  }

  /** Takes what there is of the heap to the last bytes, keeps it for a moment, and lets it go. */
  private static void spike() {
    Object[] last = null;
    long end = Long.MAX_VALUE;
    int piece = PIECE;
    while (System.nanoTime() - end < 0 || end == Long.MAX_VALUE) {
      try {
        last = new Object[] {last, new byte[piece]};
      } catch (OutOfMemoryError e) {
        if (piece > SMALLEST) {
          piece /= 8;
        } else if (end == Long.MAX_VALUE) {
          end = System.nanoTime() + PAUSE.toNanos(); // others meet a heap that is full
        }
      }
    }
  }

  /** Something that an application does, and does again when there is no memory for it. */
  private interface Work {
    void run() throws Exception;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // as an application that goes on
  private static boolean tried(Work work) {
    try {
      work.run();
      return true;
    } catch (OutOfMemoryError | LifecycleException e) {
      return false;
    } catch (Throwable e) {
      e.printStackTrace();
      return false;
    }
  }

  /** Goes on with its work; no memory is taken between two attempts, of which there may be none. */
  private void repeat(Work work) {
    while (!over) {
      tried(work);
    }
  }

  private void log() throws IOException {
    run.log("loss", step, step);
    step++;
    if (step % 20 == 0) {
      LockSupport.parkNanos(PAUSE.toNanos() / 100);
      flush();
    }
  }

  private void flush() throws IOException {
    int logged = step;
    run.flush();
    acknowledged.write("flushed " + run.id() + " " + logged);
  }

  private void start() throws IOException {
    Run other = home.experiments().start("spikes");
    other.log("loss", 1, 0);
    other.finish();
    acknowledged.write("finished " + other.id() + " 1");
  }

  /** All that must work once the heap is free again. */
  private void goOn() throws Exception {
    Run after = home.experiments().start("spikes");
    after.log("loss", 1, 0).flush();
    acknowledged.write("flushed " + after.id() + " 1");
    after.finish();
    acknowledged.write("finished " + after.id() + " 1");
    flush();
    long end = System.nanoTime() + SOON.toNanos();
    int version = model.predict(SETOSA).version().orElseThrow();
    while (version != 3 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(PAUSE.toNanos() / 10);
      version = model.predict(SETOSA).version().orElseThrow();
    }
    awaitLog(end); // while its queue is full, what is answered may be lost, and is counted
    for (int i = 0; i < ANSWERS; i++) {
      acknowledged.write("answered " + model.predict(SETOSA).id() + " 1");
    }
    acknowledged.write("logged all " + awaitLog(end).logged());
    System.out.println("serves " + version);
  }

  /** Waits until the log has caught up, or the time is over. */
  private PredictionLogStatus awaitLog(long end) {
    PredictionLogStatus log = model.log();
    while (log.waiting() > 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(PAUSE.toNanos() / 10);
      log = model.log();
    }
    return log;
  }
}
