package io.lifecycle4j.djl;

import static io.lifecycle4j.model.ModelEngines.java;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.serving.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that serves a small network for long, and prints how its resident memory grew. Its heap
 * should be of a fixed size and touched, so that what grows is a leak.
 */
final class LongServingWorker {
  private static final Actor ALICE = Actor.by("alice");
  private static final int CALLERS = 16;
  private static final int MOST_WAITING = 30_000;
  private static final Point POINT = new Point(0.3, 0.6);

  private final Lifecycle home;
  private final ManagedModel<Point, String> model;

  /** What each version answers. */
  private final Map<Integer, Double> answers = new ConcurrentHashMap<>();

  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  record Point(double x, double y) {}

  record Labelled(double x, double y, String side) {}

  private LongServingWorker(Path directory, boolean inJava, boolean logged) {
    this.home =
        (inJava ? Lifecycle.builder().engine(java()) : Lifecycle.builder())
            .directory(directory)
            .engine(new DjlEngine())
            .withoutEnvironment()
            .open();
    this.model =
        home.model("points", Columns.of(Point.class), classification("side"))
            .preprocessing(standardize("x"), standardize("y"))
            .trainer(
                DjlTrainer.builder()
                    .network(Network.parse("dense(16) relu dense(16) relu"))
                    .epochs(1)
                    .build())
            .validatingRequests(InvalidRequestPolicy.REJECT)
            .monitor(DriftMonitor.builder().window(500).falseAlarmRate(0.001).build())
            .loggedInputs(logged ? LoggedInputs.all() : LoggedInputs.none())
            .open();
  }

  /**
   * Serves.
   *
   * @param arguments a directory, {@code java} or {@code djl}, {@code swaps} or {@code
   *     predictions}, how many of them are not measured, and how many are
   */
  public static void main(String[] arguments) throws Exception {
    boolean swaps = arguments[2].equals("swaps");
    LongServingWorker worker =
        new LongServingWorker(
            Path.of(arguments[0]).resolve("home"), arguments[1].equals("java"), !swaps);
    int warm = Integer.parseInt(arguments[3]);
    int measured = Integer.parseInt(arguments[4]);
    if (swaps) {
      worker.swap(warm, measured);
    } else {
      worker.predict(warm, measured);
    }
    worker.model.close();
    worker.home.close();
  }

  private static long resident() throws IOException {
    System.gc();
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(text -> text.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }

  private ModelVersion release(long seed) {
    Random random = new Random(seed);
    List<Labelled> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      double x = random.nextDouble();
      rows.add(new Labelled(x, random.nextDouble(), x < 0.5 ? "left" : "right"));
    }
    Split split =
        home.datasets()
            .dataset("points")
            .snapshot(Sources.records(Labelled.class, rows.stream()))
            .commit()
            .split(Splits.byHash(1).train(0.8).holdout(0.2));
    ModelVersion version = model.train(split);
    model.promote(version, ALICE, "First");
    answers.put(version.number(), model.predict(POINT).probability().orElseThrow());
    return version;
  }

  private void swap(int warm, int measured) throws Exception {
    release(1);
    ModelVersion second = release(2);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Thread caller = new Thread(this::call);
      caller.start();
      callers.add(caller);
    }
    long before = 0;
    for (int i = 0; i < warm + measured; i++) {
      if (i == warm) {
        before = resident();
      }
      if (i % 2 == 0) {
        model.rollback(ALICE, "Back");
      } else {
        model.promote(second, ALICE, "Forth");
      }
      check(model.predict(POINT), 1 + i % 2);
    }
    long grown = resident() - before;
    over.set(true);
    for (Thread caller : callers) {
      caller.join();
    }
    System.out.println(
        "calls " + calls + " failed " + failed + " wrong " + wrong + " grown " + grown);
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // it is counted
  private void call() {
    while (!over.get()) {
      try {
        Prediction<String> prediction = model.predict(POINT);
        calls.incrementAndGet();
        check(prediction, prediction.version().orElseThrow());
      } catch (Throwable e) {
        failed.incrementAndGet();
        e.printStackTrace();
      }
      LockSupport.parkNanos(4_000_000); // leaves processors to the loads
    }
  }

  private void check(Prediction<String> prediction, int version) {
    double expected = answers.getOrDefault(version, Double.NaN);
    if (prediction.version().orElseThrow() != version
        || prediction.probability().orElseThrow() != expected) {
      wrong.incrementAndGet();
    }
  }

  /** Lets the log catch up on a machine that is busy, where it would lose predictions. */
  private void awaitLog() {
    while (model.log().waiting() > MOST_WAITING) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void predict(int warm, int measured) throws IOException {
    release(1);
    long before = 0;
    Random random = new Random(1);
    for (int i = 0; i < warm + measured; i++) {
      if (i == warm) {
        before = resident();
      }
      model.predict(new Point(random.nextDouble(), random.nextDouble()));
      if (i % 1_000 == 0) {
        awaitLog();
      }
    }
    long lost = model.log().lost();
    System.out.println("lost " + lost + " grown " + (resident() - before));
  }
}
