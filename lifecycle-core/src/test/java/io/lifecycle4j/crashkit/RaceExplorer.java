package io.lifecycle4j.crashkit;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lets one process do all its work in the middle of another's, at every operation of the other, and
 * looks whether both find what they wrote.
 *
 * <p>The two are two copies of the library on one disk. Either the first goes on afterwards; where
 * it holds a lock the second would wait for it, so nothing is tried there. Or the first dies at the
 * operation, or a force of it fails; the second goes on with what it finds, and then the power
 * fails.
 */
public final class RaceExplorer {
  private static final int UNREACHED = 10_000;
  private static final int CHOICES = 4;

  private final Function<Path, Medium> first;
  private final Function<Path, Medium> second;
  private final UnaryOperator<Disk> disks;
  private int enoughViolations = 3;
  private int stride = 1;

  /**
   * Creates an explorer.
   *
   * @param first opens a home in one process
   * @param second opens it in another
   * @param disks makes the disk
   */
  public RaceExplorer(
      Function<Path, Medium> first, Function<Path, Medium> second, UnaryOperator<Disk> disks) {
    this.first = first;
    this.second = second;
    this.disks = disks;
  }

  /** Work of a process, and what must be found afterwards. */
  public interface Work {
    /**
     * Does it; each write survives a power cut.
     *
     * @param process the name of the process
     * @param session its session
     * @param acknowledged takes the name of each write once it was acknowledged
     */
    void run(String process, Session session, Consumer<String> acknowledged);

    /**
     * Looks for what was acknowledged.
     *
     * @param session a session of another process
     * @param acknowledged the names of the writes
     * @return what is wrong, or null
     */
    @Nullable String check(Session session, List<String> acknowledged);
  }

  /**
   * Gives up at the first violation: enough for who only asks whether there is one.
   *
   * @return this explorer
   */
  public RaceExplorer untilFirst() {
    enoughViolations = 1;
    return this;
  }

  /**
   * Looks at one in so many operations of the first process.
   *
   * @param many 1 for each
   * @return this explorer
   */
  public RaceExplorer oneIn(int many) {
    stride = many;
    return this;
  }

  /**
   * What was found.
   *
   * @param meetings how often the second process came in between
   * @param violations what was wrong, at most a few
   */
  public record Report(int meetings, List<String> violations) {}

  /** What happens at one operation of the first process. */
  private interface Attempt extends FaultyFileSystem.Rule {
    @Nullable String hold();

    boolean reached();

    boolean met();
  }

  /** Makes what is to happen at an operation. */
  private interface Attempts {
    Attempt at(int k);
  }

  /**
   * Lets the second process work at every operation of the first, which goes on afterwards.
   *
   * @param work what both do
   * @return what was found
   */
  public Report explore(Work work) {
    return explore(k -> new Meeting(work, k));
  }

  /**
   * Lets the first process die at every operation. Then the second works, and then the power fails.
   *
   * @param work what both do
   * @param before what the second did before the first began; null if it comes later
   * @return what was found
   */
  public Report die(Work work, @Nullable String before) {
    int[] length = {-1};
    return explore(k -> new Loss(work, k, before, Strike.DEATH, length));
  }

  /**
   * Lets each force of the first process fail once. Then the second works, and then the power
   * fails: no force of the second covers what the one that failed has dropped.
   *
   * @param work what both do
   * @param before what the second did before the first began; null if it comes later
   * @return what was found
   */
  public Report failForce(Work work, @Nullable String before) {
    return explore(k -> new Loss(work, k, before, Strike.FAILED_FORCE, new int[] {-1}));
  }

  private Report explore(Attempts attempts) {
    List<String> violations = new ArrayList<>();
    int meetings = 0;
    for (int k = 1; k < UNREACHED && violations.size() < enoughViolations; k += stride) {
      Attempt attempt = attempts.at(k);
      String problem = attempt.hold();
      if (!attempt.reached()) {
        break;
      }
      meetings += attempt.met() ? 1 : 0;
      if (problem != null) {
        violations.add("at operation " + k + ": " + problem);
      }
    }
    return new Report(meetings, violations);
  }

  private static Disk empty() {
    Disk empty = new Disk();
    empty.create(empty.root(), "data", true);
    return new Disk(empty);
  }

  /** The second process in the middle of the first. */
  private final class Meeting implements Attempt {
    private final Work work;
    private final int k;
    private final Disk disk = disks.apply(empty());
    private final List<String> acknowledged = new ArrayList<>();
    private int operations;
    private boolean reached;
    private boolean met;

    Meeting(Work work, int k) {
      this.work = work;
      this.k = k;
    }

    @Override
    public boolean reached() {
      return reached;
    }

    @Override
    public boolean met() {
      return met;
    }

    @Override
    @SuppressWarnings("checkstyle:IllegalCatch") // whatever it throws is what the kit looks for
    public @Nullable String hold() {
      MemoryFileSystem memory = new MemoryFileSystem(disk);
      FaultyFileSystem files = new FaultyFileSystem(memory);
      Path home = files.path(memory.getPath(Recording.HOME));
      try (Session session = new Session(() -> first.apply(home))) {
        files.fail(this);
        work.run("first", session, acknowledged::add);
      } catch (RuntimeException e) {
        return "the first throws " + e;
      }
      return look(work, disk, acknowledged);
    }

    @Override
    public @Nullable IOException fault(FaultyFileSystem.Operation operation, Path path) {
      synchronized (this) {
        if (++operations != k) {
          return null;
        }
        reached = true;
      }
      if (!disk.locked()) {
        met = true;
        try (Session session = Recording.session(disk, second)) {
          work.run("second", session, acknowledged::add);
        }
      }
      return null;
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // whatever it throws is what the kit looks for
  private @Nullable String look(Work work, Disk disk, List<String> acknowledged) {
    try (Session session = Recording.session(disk, second)) {
      String problem = work.check(session, acknowledged);
      return problem == null ? null : problem + ", though acknowledged were " + acknowledged;
    } catch (RuntimeException e) {
      return "a third throws " + e;
    }
  }

  /** What strikes the first process. */
  private enum Strike {
    DEATH,
    FAILED_FORCE
  }

  /** Something strikes the first; what the second is told after that survives a power cut. */
  private final class Loss implements Attempt {
    private final Work work;
    private final int k;
    private final @Nullable String before;
    private final Strike strike;
    private final Disk base = empty();
    private final Disk disk = disks.apply(base);
    private final List<String> acknowledged = new ArrayList<>();

    /** How much was changed at each acknowledgement. */
    private final List<Integer> lengths = new ArrayList<>();

    /** How much was changed when the first died the last time. */
    private final int[] length;

    private int operations;
    private boolean struck;
    private boolean met;

    Loss(Work work, int k, @Nullable String before, Strike strike, int[] length) {
      this.work = work;
      this.length = length;
      this.k = k;
      this.before = before;
      this.strike = strike;
    }

    @Override
    public boolean reached() {
      return struck;
    }

    @Override
    public boolean met() {
      return met;
    }

    @Override
    public synchronized @Nullable IOException fault(
        FaultyFileSystem.Operation operation, Path path) {
      if (strike == Strike.FAILED_FORCE) {
        return fails(operation) ? DiskFault.failed(path, disk, disk::failForce) : null;
      }
      struck |= ++operations >= k; // from the k-th on nothing it does has any effect
      return struck ? new IOException("dead") : null;
    }

    private boolean fails(FaultyFileSystem.Operation operation) {
      boolean now = operation == FaultyFileSystem.Operation.FORCE && ++operations == k;
      struck |= now;
      return now;
    }

    private void acknowledge(String write) {
      acknowledged.add(write);
      lengths.add(disk.position());
    }

    @Override
    @SuppressWarnings("checkstyle:IllegalCatch") // whatever it throws is what the kit looks for
    public @Nullable String hold() {
      try (Session session = Recording.session(disk, second)) {
        if (before != null) {
          work.run(before, session, this::acknowledge);
        }
        first();
        int death = acknowledged.size();
        if (disk.position() == length[0]) {
          return null; // it only read since: this is what the last one left
        }
        length[0] = disk.position();
        met = struck;
        work.run("second", session, this::acknowledge);
        return cut(death);
      } catch (RuntimeException e) {
        return "the second throws " + e;
      }
    }

    private void first() {
      MemoryFileSystem memory = new MemoryFileSystem(disk);
      FaultyFileSystem files = new FaultyFileSystem(memory);
      Path home = files.path(memory.getPath(Recording.HOME));
      files.fail(this);
      try (Session session = new Session(() -> first.apply(home))) {
        work.run("first", session, this::acknowledge);
      } catch (LifecycleException e) {
        if (!struck) {
          throw e;
        }
      }
    }

    /** Cuts the power after each write of the second. */
    private @Nullable String cut(int death) {
      String[] problem = new String[1];
      for (int i = death; i < lengths.size() && problem[0] == null; i++) {
        List<String> known = acknowledged.subList(0, i + 1);
        Cut cut = new Cut(base, disk.trace(), lengths.get(i));
        cut.choices(
            CHOICES,
            new Random(k),
            choice -> {
              String wrong =
                  problem[0] == null ? look(work, cut.build(choice, Disk::new), known) : null;
              problem[0] =
                  wrong == null ? problem[0] : wrong + "\n  power cut " + cut.describe(choice);
            });
      }
      return problem[0];
    }
  }
}
