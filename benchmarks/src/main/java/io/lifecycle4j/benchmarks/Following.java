package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.model.ModelEngines.java;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.model.ModelVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * How long another process on the same home takes to follow a promotion or a rollback: from the
 * return of the call to the first prediction of the version over there.
 *
 * <p>Claims under test: 200 ms at the median and 500 ms at the 99th percentile, and next to no
 * processor time while nothing happens.
 *
 * <p>Run: {@code benchmarks/run.sh serving follow}
 */
public final class Following {
  private static final int MOVES = 100;
  private static final int WARM_MOVES = 4;
  private static final Duration IDLE = Duration.ofSeconds(5);

  private Following() {}

  /**
   * Follows a home in this process, and prints a line for each version that comes to serve.
   *
   * @param args the directory of the home, and {@code java} or {@code djl}
   */
  public static void main(String[] args) {
    try (Lifecycle home =
            Lifecycle.builder()
                .directory(Path.of(args[0]))
                .engine(args[1].equals("java") ? java() : new DjlEngine())
                .open();
        ManagedModel<Features, String> model =
            home.model(OurModel.MODEL, Features.columns(), classification("label")).open()) {
      System.out.println("idle " + idle());
      Features row = Features.rows(1)[0];
      int last = 0;
      while (true) {
        int version = model.predict(row).version().orElseThrow();
        if (version != last) {
          System.out.println(version + " " + System.nanoTime()); // one clock for all processes
          last = version;
        }
        LockSupport.parkNanos(500_000);
      }
    }
  }

  /**
   * Returns the processor time per second of the library in a process that does nothing, in
   * milliseconds: that of Java threads, without the compiler and the collector.
   */
  private static double idle() {
    sleep(IDLE);
    long before = cpu();
    sleep(IDLE);
    return (cpu() - before) / 1e6 / IDLE.toSeconds();
  }

  private static long cpu() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getAllThreadIds()).map(threads::getThreadCpuTime).sum();
  }

  private static void sleep(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Moves production back and forth while another process follows, and prints the figures. */
  static void compare() throws IOException {
    for (String engine : List.of("java", "djl")) {
      try (OurModel model = ServingSide.dense(engine.equals("java"))) {
        model.release();
        follow(engine, model);
      }
    }
  }

  private static void follow(String engine, OurModel model) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Following.class.getName(),
                model.home().toString(),
                engine)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      double idle = Double.parseDouble(words(lines)[1]);
      words(lines); // the version that serves first
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < WARM_MOVES + MOVES; i++) {
        double took = move(model, i, lines);
        if (i >= WARM_MOVES) {
          millis.add(took);
        }
      }
      print("follow-p50 " + engine, quantile(millis, 0.5), 200);
      print("follow-p99 " + engine, quantile(millis, 0.99), 500);
      System.out.printf(Locale.ROOT, "  worst %.0f ms%n", quantile(millis, 1));
      print("follow-idle-ms-per-second " + engine, idle, 5);
    } finally {
      process.destroy();
    }
  }

  private static double move(OurModel model, int number, BufferedReader lines) throws IOException {
    sleep(Duration.ofMillis(100 + new Random(number).nextInt(200)));
    if (number % 2 == 0) {
      model.model().rollback(by("bench"), "To be followed");
    } else {
      ModelVersion next = model.lifecycle().models().version(OurModel.MODEL, 2);
      model.model().promote(next, by("bench"), "To be followed");
    }
    long moved = System.nanoTime();
    String[] words = words(lines);
    if (Integer.parseInt(words[0]) != 1 + number % 2) {
      throw new IllegalStateException("Version " + words[0] + " serves after move " + number);
    }
    return Math.max(0, (Long.parseLong(words[1]) - moved) / 1e6);
  }

  private static String[] words(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IllegalStateException("The process that follows has ended");
    }
    return line.split(" ", -1);
  }

  private static double quantile(List<Double> values, double share) {
    return values.stream()
        .sorted()
        .skip((long) Math.ceil(share * (values.size() - 1)))
        .findFirst()
        .orElseThrow();
  }

  private static void print(String name, double figure, double ceiling) {
    System.out.printf(
        Locale.ROOT,
        "%s %.1f ceiling %.0f %s%n",
        name,
        figure,
        ceiling,
        figure <= ceiling ? "met" : "missed");
  }
}
