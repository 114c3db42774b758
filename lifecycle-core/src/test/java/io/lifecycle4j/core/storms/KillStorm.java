package io.lifecycle4j.core.storms;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.storage.spi.Medium;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Kills processes in the middle of their writes, again and again, and looks at what they left.
 *
 * <p>A kill counts if the process lived until then and had a write acknowledged. One home sees ten
 * rounds, of one process or of two at once; between them it is read only, or written on as well.
 */
public final class KillStorm {
  private static final int ROUNDS_OF_A_HOME = 10;
  private static final int LANES = 3;

  /** It ends after so many times as many kills as must count, whatever was acknowledged. */
  private static final int MOST = 10;

  private static final int LONGEST_NANOS = 50_000_000;

  private final Function<Path, URI> location;
  private final Path directory;
  private final long seed;
  private final int kills;
  private final AtomicInteger killed = new AtomicInteger();
  private final AtomicLong killing = new AtomicLong();
  private final AtomicLong looking = new AtomicLong();
  private final Map<KillKind, Integer> acknowledged = new EnumMap<>(KillKind.class);
  private final Map<KillKind, Integer> pending = new EnumMap<>(KillKind.class);

  /**
   * Creates a storm.
   *
   * @param location gives the location of a home of that name
   * @param directory for notes, outside of the homes
   * @param seed chooses what is written and how long a process lives
   * @param kills how many must count, or more until a write of each kind was acknowledged
   */
  public KillStorm(Function<Path, URI> location, Path directory, long seed, int kills) {
    this.location = location;
    this.directory = directory;
    this.seed = seed;
    this.kills = kills;
  }

  /**
   * Kills.
   *
   * @throws Exception if something was lost, as the cause
   */
  public void run() throws Exception {
    ExecutorService lanes = Executors.newFixedThreadPool(LANES);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      for (int lane = 0; lane < LANES; lane++) {
        int number = lane;
        results.add(lanes.submit(() -> runLane(number)));
      }
      for (Future<Integer> result : results) {
        result.get();
      }
    } finally {
      lanes.shutdownNow();
    }
  }

  private int runLane(int lane) throws Exception {
    int home = 0;
    for (; !isEnough(); home++) {
      new Lane(lane + "x" + home, new Random(seed + 31L * home + 1_009L * lane)).run();
    }
    return home;
  }

  /** So many were killed, and a write of each kind was acknowledged, which takes some luck. */
  private boolean isEnough() {
    return killed.get() >= kills * MOST || (killed.get() >= kills && missing().isEmpty());
  }

  /** The kinds of which no write was acknowledged yet: processes prefer these. */
  private synchronized Set<KillKind> missing() {
    Set<KillKind> kinds = KillKind.supported();
    kinds.removeAll(acknowledged.keySet());
    return kinds;
  }

  /**
   * Counts the kills.
   *
   * @return how many counted
   */
  public int killed() {
    return killed.get();
  }

  /**
   * Tells where the time went.
   *
   * @return how many seconds of all lanes were spent on processes, and on what they left
   */
  public String times() {
    return String.format(
        Locale.ROOT, "%.1f s to kill, %.1f s to look", killing.get() / 1e9, looking.get() / 1e9);
  }

  /**
   * Counts what was acknowledged.
   *
   * @return how many writes of each kind
   */
  public synchronized Map<KillKind, Integer> acknowledged() {
    return new EnumMap<>(acknowledged);
  }

  /**
   * Counts what was under way.
   *
   * @return how many writes of each kind a kill came in the middle of
   */
  public synchronized Map<KillKind, Integer> pending() {
    return new EnumMap<>(pending);
  }

  private synchronized void count(List<KillWrite> writes) {
    for (KillWrite write : writes) {
      if (write.acknowledged()) {
        acknowledged.merge(write.kind(), 1, Integer::sum);
      } else if (write.pending()) {
        pending.merge(write.kind(), 1, Integer::sum);
      }
    }
  }

  /** One home and what happens to it. */
  private final class Lane {
    private final String name;
    private final Random random;
    private final URI home;
    private final List<KillWrite> writes = new ArrayList<>();
    private Map<String, KillLedger> found = new HashMap<>();

    Lane(String name, Random random) {
      this.name = name;
      this.random = random;
      home = location.apply(directory.resolve("home" + name));
    }

    void run() throws Exception {
      for (int round = 0; round < ROUNDS_OF_A_HOME && !isEnough(); round++) {
        try {
          long begin = System.nanoTime();
          kill(round);
          long dead = System.nanoTime();
          look(round);
          killing.addAndGet(dead - begin);
          looking.addAndGet(System.nanoTime() - dead);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(
              "Seed " + seed + ", home " + home + ", round " + round + ": " + e, e);
        }
      }
    }

    private void kill(int round) throws Exception {
      int children = 1 + random.nextInt(2);
      List<ChildJvm> living = new ArrayList<>();
      try {
        for (int slot = 0; slot < children; slot++) {
          living.add(start(worker(round, slot), slot));
        }
        for (ChildJvm child : living) {
          boolean wrote = child.awaitLines(1).size() == 1;
          LockSupport.parkNanos(random.nextInt(LONGEST_NANOS));
          if (!child.kill() || !wrote) {
            throw new AssertionError("a process ended by itself");
          }
          killed.incrementAndGet();
        }
      } finally {
        living.forEach(ChildJvm::close);
      }
      for (int slot = 0; slot < children; slot++) {
        List<KillWrite> made = KillWrite.read(worker(round, slot), notes(worker(round, slot)));
        count(made);
        writes.addAll(made);
      }
    }

    private String worker(int round, int slot) {
      return "w" + name + "r" + round + "s" + slot;
    }

    private Path notes(String worker) {
      return directory.resolve("notes-" + worker);
    }

    private ChildJvm start(String worker, int slot) throws Exception {
      return ChildJvm.start(
          ChildArchive.options(),
          KillWorker.class,
          home,
          worker,
          notes(worker),
          random.nextLong(),
          slot,
          Integer.MAX_VALUE,
          KillKind.names(missing()));
    }

    private void look(int round) throws Exception {
      try (Medium medium = Medium.open(home)) {
        found = new KillAudit(writes, KillKind.supported()).check(medium, found);
        if (random.nextBoolean()) {
          return; // the next process comes upon what the killed one left
        }
        new KillResend(medium, found).run(writes);
      }
      goOn("p" + name + "r" + round);
      try (Medium medium = Medium.open(home)) {
        KillAudit audit = new KillAudit(writes, KillKind.supported());
        found = audit.check(medium, found);
        audit.checkOpened(medium);
      }
    }

    /** A new writer comes, which ends well. */
    private void goOn(String worker) throws Exception {
      try (AckFile file = new AckFile(notes(worker));
          KillWorkload workload =
              new KillWorkload(
                  () -> Medium.open(home),
                  new KillNotes(worker, file),
                  random.nextLong(),
                  0,
                  KillKind.supported())) {
        workload.run(1 + random.nextInt(20));
      }
      writes.addAll(KillWrite.read(worker, notes(worker)));
    }
  }
}
