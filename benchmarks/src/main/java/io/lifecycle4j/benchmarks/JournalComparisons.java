package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.storage.VerifyDepth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compares a journal with a loop that writes the same frames to a file.
 *
 * <p>Entries have 20 bytes, their frames 45. Our side and the loop run in turn in one process, each
 * after what the other wrote is on the device; the ratio is the median of the pairs, so that what
 * else the machine does hits both.
 *
 * <p>Run: {@code benchmarks/run.sh journal}
 */
public final class JournalComparisons {
  private static final int ROUNDS = 5;

  /** More, since three threads share the cores, and they do it differently in each round. */
  private static final int SUSTAINED_ROUNDS = 15;

  private static final int WARM_UP = 4;
  private static final int WINDOW = 64;
  private static final int RECORDS = 4_000_000;

  /** As many as one segment takes, so that no head proves any of them. */
  private static final int UNPROVEN = 1_400_000;

  /** Who is told to wait does so for one of so many appends: to wake it takes the writer time. */
  private static final int MARKED = 8_000;

  private static final int SAMPLES = 1_000_000;
  private static final byte[] PAYLOAD = new byte[20];
  private static final Duration FORCED = Duration.ofSeconds(2);

  private final Path directory;
  private int files;

  private JournalComparisons(Path directory) {
    this.directory = directory;
  }

  /**
   * Runs the comparisons and prints a line for each; a floor that is missed is no error.
   *
   * @param args none
   * @throws IOException if a file cannot be written
   * @throws InterruptedException if the thread is interrupted
   * @throws ExecutionException if an append fails
   */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    Path directory = TemporaryDirectory.create();
    try {
      new JournalComparisons(directory).run();
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  private void run() throws IOException, InterruptedException, ExecutionException {
    recovery(); // first: what others wrote would still be on its way to the device
    callersTime();
    sustained();
    forced("journal-64-blocking-callers", 0.25, this::blocking);
    forced("journal-64-in-flight", 0.5, this::inFlight);
  }

  /** Does something with a new journal. */
  private <T> T withJournal(Work<T> work)
      throws IOException, InterruptedException, ExecutionException {
    try (Medium medium = Media.file(directory.resolve("home-" + files++));
        Journal journal = medium.journals().owned("bench")) {
      return work.run(journal);
    }
  }

  /** What is measured of a journal. */
  private interface Work<T> {
    T run(Journal journal) throws IOException, InterruptedException, ExecutionException;
  }

  private void callersTime() throws IOException, InterruptedException, ExecutionException {
    List<Double> p50 = new ArrayList<>();
    List<Double> p99 = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      long[] nanos = withJournal(JournalComparisons::sample);
      Arrays.sort(nanos);
      p50.add(nanos[nanos.length / 2] / 1e3);
      p99.add(nanos[(int) (nanos.length * 0.99)] / 1e3);
    }
    print("journal-async-append-p50-us", Comparison.median(p50), 0.3);
    print("journal-async-append-p99-us", Comparison.median(p99), 2);
  }

  private static void print(String name, double micros, double ceiling) {
    System.out.printf(
        Locale.ROOT,
        "%s %.3f ceiling %.1f %s%n",
        name,
        micros,
        ceiling,
        micros <= ceiling ? "met" : "missed");
  }

  /** The time of each call when a caller appends at half the speed it could. */
  private static long[] sample(Journal journal) {
    long[] nanos = new long[SAMPLES];
    CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
    for (int i = -SAMPLES; i < SAMPLES; i++) {
      if (i % 10_000 == 0) {
        last.join(); // the queue is bounded, and who fills it is told to wait
      }
      long before = System.nanoTime();
      last = journal.appendAsync(Batch.of(PAYLOAD, Durability.PROCESS));
      long after = System.nanoTime();
      if (i >= 0) {
        nanos[i] = after - before;
      }
      while (System.nanoTime() - after < 1_000) {
        Thread.onSpinWait();
      }
    }
    last.join();
    return nanos;
  }

  private void sustained() throws IOException, InterruptedException, ExecutionException {
    List<Double> rates = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = -WARM_UP; round < SUSTAINED_ROUNDS; round++) {
      ready();
      double ours = withJournal(JournalComparisons::pour);
      TemporaryDirectory.delete(directory.resolve("home-" + (files - 1)));
      ready();
      Path raw = directory.resolve("raw-" + files++);
      double theirs = RawFrames.buffered(raw, RECORDS);
      Files.delete(raw);
      if (round >= 0) {
        rates.add(ours);
        ratios.add(ours / theirs);
      }
    }
    printRate("journal-sustained-records-per-s", rates, 1e6);
    System.out.println(new Comparison("journal-sustained-vs-raw", "raw", 1, 0.3).line(ratios));
  }

  /** So that neither what was written before nor where memory comes from counts. */
  private void ready() throws IOException {
    StorageComparisons.touch((long) RECORDS * RawFrames.FRAME);
    StorageComparisons.settle(directory);
  }

  /** Appends as fast as the journal takes it; returns records a second. */
  private static double pour(Journal journal) {
    return pour(journal, RECORDS);
  }

  private static double pour(Journal journal, int records) {
    Deque<CompletableFuture<Long>> marks = new ArrayDeque<>();
    long before = System.nanoTime();
    for (int i = 0; i < records; i++) {
      CompletableFuture<Long> future = append(journal, marks);
      if (i % MARKED == 0) {
        marks.add(future);
      }
      if (i == records - 1) {
        future.join();
      }
    }
    return records / ((System.nanoTime() - before) / 1e9);
  }

  private static CompletableFuture<Long> append(
      Journal journal, Deque<CompletableFuture<Long>> marks) {
    while (true) {
      try {
        return journal.appendAsync(Batch.of(PAYLOAD, Durability.PROCESS));
      } catch (OverloadedException e) {
        CompletableFuture<Long> mark = marks.poll();
        if (mark != null) {
          mark.join();
        }
      }
    }
  }

  /**
   * Opens a journal as a process finds it whose writer died: what lies behind the head is read,
   * checked and copied, up to a segment of it. Beside it, all of the journal is read and checked.
   */
  private void recovery() throws IOException, InterruptedException, ExecutionException {
    Path home = directory.resolve("home-" + files++);
    List<Double> recovered = new ArrayList<>();
    List<Double> checked = new ArrayList<>();
    try (Medium medium = Media.file(home);
        Journal journal = medium.journals().owned("bench")) {
      pour(journal, UNPROVEN);
      for (int round = 0; round < WARM_UP + ROUNDS; round++) {
        Path dead = directory.resolve("home-" + files++);
        TemporaryDirectory.copy(home, dead);
        ready();
        double rate = recover(dead);
        if (round == 0) {
          System.out.printf(Locale.ROOT, "  ours %,.0f records/s at first, not compiled%n", rate);
        }
        if (round >= WARM_UP) {
          recovered.add(rate);
        }
      }
    }
    try (Medium medium = Media.file(home)) {
      for (int round = 0; round < 2 * ROUNDS; round++) {
        long before = System.nanoTime();
        medium.journals().verify("bench", VerifyDepth.CHECKSUM);
        checked.add(UNPROVEN / ((System.nanoTime() - before) / 1e9));
      }
    }
    printRate("journal-recovery-records-per-s", recovered, 1e7);
    printRate("journal-check-records-per-s", checked, 1e7);
  }

  private static double recover(Path home) throws IOException {
    try (Medium medium = Media.file(home)) {
      long before = System.nanoTime();
      try (Journal journal = medium.journals().owned("bench")) {
        journal.append(Batch.of(PAYLOAD, Durability.PROCESS));
        double seconds = (System.nanoTime() - before) / 1e9;
        if (journal.sequence() != UNPROVEN + 1) {
          throw new IllegalStateException("recovered to entry " + journal.sequence());
        }
        return UNPROVEN / seconds;
      }
    }
  }

  private static void printRate(String name, List<Double> rates, double floor) {
    double median = Comparison.median(rates);
    System.out.printf(
        Locale.ROOT,
        "%s %,.0f floor %,.0f %s%n",
        name,
        median,
        floor,
        median >= floor ? "met" : "missed");
  }

  private void forced(String name, double floor, Work<Double> ours)
      throws IOException, InterruptedException, ExecutionException {
    List<Double> ratios = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      StorageComparisons.settle(directory);
      double mine = withJournal(ours);
      StorageComparisons.settle(directory);
      double raw = RawFrames.forced(directory.resolve("raw-" + files++), WINDOW, FORCED);
      rates.add(mine);
      ratios.add(mine / raw);
    }
    System.out.printf(Locale.ROOT, "  ours %,.0f appends/s%n", Comparison.median(rates));
    System.out.println(new Comparison(name, "raw", WINDOW, floor).line(ratios));
  }

  private double blocking(Journal journal) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(WINDOW);
    AtomicLong appended = new AtomicLong();
    long end = System.nanoTime() + FORCED.toNanos();
    try {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < WINDOW; i++) {
        callers.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    journal.append(Batch.of(PAYLOAD, Durability.POWER));
                    appended.incrementAndGet();
                  }
                }));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    } finally {
      threads.shutdown();
    }
    return appended.get() / (FORCED.toNanos() / 1e9);
  }

  private double inFlight(Journal journal) {
    Deque<CompletableFuture<Long>> flying = new ArrayDeque<>();
    long appended = 0;
    long end = System.nanoTime() + FORCED.toNanos();
    while (System.nanoTime() < end) {
      while (flying.size() < WINDOW) {
        flying.add(journal.appendAsync(Batch.of(PAYLOAD, Durability.POWER)));
      }
      flying.remove().join();
      appended++;
    }
    flying.forEach(CompletableFuture::join);
    return appended / (FORCED.toNanos() / 1e9);
  }
}
