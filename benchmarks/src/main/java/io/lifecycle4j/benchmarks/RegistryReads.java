package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.registry.Actor.by;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.model.ModelVersion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/**
 * Measures what it costs to ask the registry, and to promote.
 *
 * <p>Claims under test: which version is in production, with 8 threads and 10,000 entries, in 100
 * ns; a list of 10,000 versions in 50 ms once a home is open; a promotion with its record, without
 * gates, with at most three fsyncs.
 *
 * <p>Run: {@code benchmarks/run.sh promotion reads}
 */
final class RegistryReads {
  private static final int ENTRIES = 10_000;
  private static final int THREADS = 8;
  private static final int LOOKS = 2_000_000;
  private static final int ROUNDS = 7;
  private static final int PROMOTIONS = 50;

  private RegistryReads() {}

  static void run() throws IOException, InterruptedException {
    versions();
    production();
  }

  /** The trail is read when something is asked for first, which is said beside it. */
  private static void versions() throws IOException {
    Path directory = TemporaryDirectory.create();
    try {
      Path place = directory.resolve("home");
      AuditVerification.register(place, ENTRIES);
      List<Double> trail = new ArrayList<>();
      List<Double> list = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        try (Lifecycle home = Lifecycle.open(place)) {
          trail.add(millis(() -> home.models().names().size()));
          list.add(millis(() -> home.models().versions("fraud").size() / ENTRIES));
        }
      }
      System.out.printf(
          Locale.ROOT, "  reading the trail takes %.1f ms%n", PeerComparison.median(trail));
      print("versions-of-10000-ms", PeerComparison.median(list), 50);
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  private static double millis(IntSupplier asked) {
    long begin = System.nanoTime();
    int found = asked.getAsInt();
    double millis = (System.nanoTime() - begin) / 1e6;
    if (found != 1) {
      throw new IllegalStateException("Found " + found);
    }
    return millis;
  }

  /** Two versions take turns in production before the looks begin. */
  private static void production() throws IOException, InterruptedException {
    try (OurModel model = ServingSide.dense(true)) {
      model.release();
      AuditVerification.move(model.home(), OurModel.MODEL, ENTRIES);
      ManagedModel<Features, String> asked = model.model();
      while (asked.history().size() < ENTRIES) { // a thread reads what was added
        LockSupport.parkNanos(1_000_000);
      }
      warmUp(asked);
      List<Double> nanos = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        nanos.add(nanos(asked));
      }
      print("production-with-8-threads-ns", PeerComparison.median(nanos), 100);
      forces(model); // afterwards, since a recording makes the JVM compile anew
    }
  }

  /** Lets one thread look, which leaves the compiler a processor, until the compiler is idle. */
  private static void warmUp(ManagedModel<?, ?> model) throws InterruptedException {
    AtomicBoolean warm = new AtomicBoolean();
    Thread looking =
        new Thread(
            () -> {
              while (!warm.get()) {
                look(model);
              }
            });
    looking.start();
    try {
      JitCompiler.awaitIdle();
    } finally {
      warm.set(true);
    }
    looking.join();
  }

  /** Returns the processor time of a look, since there may be more threads than processors. */
  private static double nanos(ManagedModel<?, ?> model) {
    LongAdder nanos = new LongAdder();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(() -> nanos.add(look(model)));
      thread.start();
      threads.add(thread);
    }
    threads.forEach(RegistryReads::join);
    return (double) nanos.sum() / THREADS / LOOKS;
  }

  private static long look(ManagedModel<?, ?> model) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long begin = clock.getCurrentThreadCpuTime();
    int found = 0;
    for (int look = 0; look < LOOKS; look++) {
      found += model.findProduction().isPresent() ? 1 : 0;
    }
    long nanos = clock.getCurrentThreadCpuTime() - begin;
    if (found != LOOKS) {
      throw new IllegalStateException("Nothing is in production");
    }
    return nanos;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Counts the calls of {@code FileChannel.force} while two versions take turns. */
  private static void forces(OurModel model) throws IOException {
    Path file = model.home().resolveSibling("forces.jfr");
    long begin = System.nanoTime();
    try (Recording recording = new Recording()) {
      recording.enable("jdk.FileForce").withoutThreshold();
      recording.start();
      for (int i = 0; i < PROMOTIONS; i++) {
        ModelVersion next = model.lifecycle().models().version(OurModel.MODEL, 1 + i % 2);
        model.model().promote(next, by("bench"), "To be counted");
      }
      recording.stop();
      recording.dump(file);
    }
    double millis = (System.nanoTime() - begin) / 1e6 / PROMOTIONS;
    double forces = (double) RecordingFile.readAllEvents(file).size() / PROMOTIONS;
    System.out.printf(Locale.ROOT, "  a promotion takes %.1f ms%n", millis);
    print("promotion-fsyncs", forces, 3);
  }

  private static void print(String name, double figure, double ceiling) {
    System.out.printf(
        Locale.ROOT,
        "%s %.2f ceiling %.0f %s%n",
        name,
        figure,
        ceiling,
        figure <= ceiling ? "met" : "missed");
  }
}
