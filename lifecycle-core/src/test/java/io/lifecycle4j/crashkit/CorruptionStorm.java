package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.CorruptionCase.Kind;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Damages a home in every way, one file at a time, and opens it each time: on a disk in memory, but
 * for what puts something else in the place of a file, which needs a real one.
 */
public final class CorruptionStorm {
  /** More than there are cores: a caller waits while a journal's thread works. */
  private static final int LANES = 6;

  private static final int SECONDS = 2;

  private final CorruptionHome home;
  private final CorruptionHome.End end;
  private final Function<Path, Medium> opener;
  private final Disk good;
  private int step = 1;
  private final AtomicInteger tried = new AtomicInteger();
  private final AtomicInteger noticed = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final Map<String, Violations> violations = new TreeMap<>();
  private final Map<String, Integer> unnoticed = Collections.synchronizedMap(new TreeMap<>());

  /**
   * Creates a storm.
   *
   * @param home the home
   * @param end how it was left
   * @param opener opens a home in a directory
   * @throws IOException if it cannot be copied
   */
  public CorruptionStorm(CorruptionHome home, CorruptionHome.End end, Function<Path, Medium> opener)
      throws IOException {
    this.home = home;
    this.end = end;
    this.opener = opener;
    this.good = new Disk();
    home.copyTo(inMemory(good));
  }

  /**
   * Tries fewer cases: one in so many, and the first of each kind.
   *
   * @param each one in how many; all are without this
   * @return this storm
   */
  public CorruptionStorm oneIn(int each) {
    step = each;
    return this;
  }

  private static Path inMemory(Disk disk) {
    return new MemoryFileSystem(disk).getPath("/home");
  }

  /**
   * Tries every damage.
   *
   * @param directory where copies of the home go
   * @throws Exception if a copy cannot be made
   */
  public void run(Path directory) throws Exception {
    ExecutorService lanes = Executors.newFixedThreadPool(LANES);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      for (int lane = 0; lane < LANES; lane++) {
        int number = lane;
        results.add(lanes.submit(() -> new Lane(number, directory).run()));
      }
      for (Future<Integer> result : results) {
        result.get();
      }
    } finally {
      lanes.shutdownNow();
    }
  }

  /** Damage of one kind to one file that went wrong. */
  private record Violations(String first, int count) {
    Violations and(Violations other) {
      return new Violations(first, count + other.count);
    }
  }

  private synchronized void violation(String where, String problem) {
    violations.merge(where, new Violations(problem, 1), Violations::and);
  }

  /**
   * Tells what went wrong: a wrong value, less data without a word, an error that is not typed or
   * does not name the file, a change to a home that was only read, or no answer in time.
   *
   * @return the first of each file and kind of damage, and how many; empty if nothing went wrong
   */
  public synchronized List<String> violations() {
    return violations.values().stream()
        .map(wrong -> wrong.count() + " times like " + wrong.first())
        .toList();
  }

  /**
   * Describes how it went.
   *
   * @return one line
   */
  public String summary() {
    return String.format(
        "home of %d bytes, %s: %d cases, %d noticed, %d harmless %s, %d wrong",
        home.bytes(),
        end,
        tried.get(),
        noticed.get(),
        tried.get() - noticed.get() - failed.get(),
        unnoticed,
        failed.get());
  }

  /** Every so many cases, one after the other. */
  private final class Lane {
    private final int number;
    private final Path root;
    private final ExecutorService watched = Executors.newSingleThreadExecutor();
    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private int next;
    private int chosen;

    Lane(int number, Path directory) {
      this.number = number;
      root = directory.resolve("copy" + number);
    }

    int run() {
      try {
        CorruptionCases.of(home, this::take);
        return next;
      } finally {
        watched.shutdownNow();
      }
    }

    private void take(CorruptionCase damage) {
      boolean isFirst = kinds.add(damage.kind());
      boolean isChosen = next++ % step == 0 || isFirst;
      if (isChosen && chosen++ % LANES == number) {
        try {
          count(damage, damage.changesType() ? onDisk(damage) : inMemory(damage));
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(damage.toString(), e);
        }
      }
    }

    private CorruptionTrial.Result inMemory(CorruptionCase damage) throws IOException {
      Disk disk = new Disk(good);
      Path copy = CorruptionStorm.inMemory(disk);
      damage.apply(copy);
      long before = disk.hash();
      CorruptionTrial.Result result = look(damage, copy);
      if (end == CorruptionHome.End.CLOSED && !result.wrote() && disk.hash() != before) {
        List<String> wrong = new ArrayList<>(result.violations());
        wrong.add("reading changed the home: " + disk.trace());
        return new CorruptionTrial.Result(wrong, result.detected(), false);
      }
      return result;
    }

    private CorruptionTrial.Result onDisk(CorruptionCase damage) throws IOException {
      home.copyTo(root);
      damage.apply(root);
      return damage.kind() == Kind.FIFO ? watch(damage) : look(damage, root);
    }

    private CorruptionTrial.Result look(CorruptionCase damage, Path copy) {
      return new CorruptionTrial(home, damage, copy)
          .run(
              opener,
              end == CorruptionHome.End.CLOSED ? CorruptionTrial::closed : CorruptionTrial::open);
    }

    /** Nobody writes to the pipe, so who opens it to read waits for ever. */
    private CorruptionTrial.Result watch(CorruptionCase damage) throws IOException {
      Future<CorruptionTrial.Result> result = watched.submit(() -> look(damage, root));
      List<String> late = new ArrayList<>();
      while (true) {
        try {
          CorruptionTrial.Result found = result.get(late.isEmpty() ? SECONDS : 1, TimeUnit.SECONDS);
          late.addAll(found.violations());
          return new CorruptionTrial.Result(late, found.detected(), found.wrote());
        } catch (TimeoutException e) {
          late.add("no answer in " + SECONDS + " s");
          releaseReaders(root.resolve(damage.file()));
        } catch (InterruptedException | ExecutionException e) {
          throw new IOException(e);
        }
      }
    }

    private static void releaseReaders(Path fifo) throws IOException {
      try (FileChannel both =
          FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        if (!both.isOpen()) {
          throw new IOException("cannot release who waits for " + fifo);
        }
      }
    }

    private void count(CorruptionCase damage, CorruptionTrial.Result result) {
      tried.incrementAndGet();
      if (!result.violations().isEmpty()) {
        failed.incrementAndGet();
        violation(damage.kind() + damage.file(), damage + ": " + result.violations());
      } else if (result.detected()) {
        noticed.incrementAndGet();
      } else {
        unnoticed.merge(damage.kind() + " " + damage.file(), 1, Integer::sum);
      }
    }
  }
}
