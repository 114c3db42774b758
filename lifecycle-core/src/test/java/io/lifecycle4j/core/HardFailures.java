package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.errorRate;
import static io.lifecycle4j.core.Flowers.SETOSA;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.FailingEngine.Fault;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.serving.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * How soon a rule has the version before serve again when the version in production fails on every
 * request: with an exception, or with answers that are no numbers. A home in a directory, four
 * callers with 50 requests a second each, on the clock of the machine.
 *
 * <p>Claims under test: one second from the first failed request to the first answer of the version
 * before, which stands by; and no request that begins later fails.
 *
 * <p>Run: {@code benchmarks/run.sh monitoring failure}
 */
final class HardFailures {
  private static final int ROUNDS = 10;
  private static final int CALLERS = 4;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long BEFORE = TimeUnit.SECONDS.toNanos(3);
  private static final long AFTER = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(30);
  private static final double CEILING_SECONDS = 1;

  private final FailingEngine engine;
  private final ManagedModel<Flower, String> model;

  private HardFailures(FailingEngine engine, ManagedModel<Flower, String> model) {
    this.engine = engine;
    this.model = model;
  }

  /** What callers see of one version that fails; times are 0 until then. */
  private static final class Seen {
    private final AtomicLong firstFailure = new AtomicLong();
    private final AtomicLong back = new AtomicLong();
    private final AtomicInteger failedAfter = new AtomicInteger();
    private volatile boolean ended;

    double seconds() {
      return (back.get() - firstFailure.get()) / 1e9;
    }
  }

  /** Measures and prints lines; a missed ceiling is no error. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("hard-failures-");
    try {
      for (Fault fault : List.of(Fault.THROWS, Fault.NOT_A_NUMBER)) {
        measure(directory.resolve(fault.name()), fault);
      }
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void measure(Path directory, Fault fault) throws InterruptedException {
    FailingEngine engine = new FailingEngine();
    List<Double> seconds = new ArrayList<>();
    int failedAfter = 0;
    try (Lifecycle home = Flowers.in(directory, engine);
        ManagedModel<Flower, String> model =
            Flowers.model(home).rollbackWhen(errorRate().above(0.02)).open()) {
      Flowers.promoted(model, Flowers.split(home, 0));
      for (int round = 1; round <= ROUNDS; round++) {
        ModelVersion bad = Flowers.promoted(model, Flowers.split(home, round));
        Seen seen = new HardFailures(engine, model).round(bad, fault);
        seconds.add(seen.seconds());
        failedAfter += seen.failedAfter.get();
      }
    }
    Collections.sort(seconds);
    String name = fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    System.out.printf(Locale.ROOT, "  median %.3f s%n", seconds.get(ROUNDS / 2));
    print(name + " seconds", seconds.get(ROUNDS - 1), CEILING_SECONDS);
    print(name + " failed-requests-after", failedAfter, 0);
  }

  private static void print(String name, double figure, double ceiling) {
    System.out.printf(
        Locale.ROOT,
        "monitoring-hard-failure-%s %.3g ceiling %.3g %s%n",
        name,
        figure,
        ceiling,
        figure <= ceiling ? "met" : "missed");
  }

  private Seen round(ModelVersion bad, Fault fault) throws InterruptedException {
    Seen seen = new Seen();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Thread caller = new Thread(() -> call(seen, bad.number()));
      caller.start();
      callers.add(caller);
    }
    LockSupport.parkNanos(BEFORE);
    engine.set(bad, fault);
    long end = System.nanoTime() + LONGEST;
    while (seen.back.get() == 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE);
    }
    LockSupport.parkNanos(AFTER);
    seen.ended = true;
    for (Thread caller : callers) {
      caller.join();
    }
    if (seen.back.get() == 0) {
      throw new IllegalStateException(bad + " was not rolled back");
    }
    return seen;
  }

  private void call(Seen seen, int bad) {
    while (!seen.ended) {
      long begin = System.nanoTime();
      Optional<Prediction<String>> answer =
          model.predictEach(List.of(SETOSA)).get(0).findPrediction();
      long end = System.nanoTime();
      if (answer.isEmpty()) {
        seen.firstFailure.compareAndSet(0, end);
        long back = seen.back.get();
        if (back != 0 && begin > back) {
          seen.failedAfter.incrementAndGet();
        }
      } else if (answer.get().version().orElseThrow() != bad) {
        seen.back.compareAndSet(0, end);
      }
      LockSupport.parkNanos(PAUSE);
    }
  }
}
