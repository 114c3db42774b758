package io.lifecycle4j.crashkit;

import io.lifecycle4j.storage.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lets one process do all its work in the middle of another's, at every operation of the other, and
 * looks whether both find what they wrote.
 *
 * <p>The two are two copies of the library on one disk. Where the first holds a lock the second
 * would wait for it, so nothing is tried there.
 */
public final class RaceExplorer {
  private static final int UNREACHED = 10_000;

  private final Function<Path, Medium> first;
  private final Function<Path, Medium> second;
  private final UnaryOperator<Disk> disks;

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

  /** Work of a process, and what it must find afterwards. */
  public interface Work {
    /**
     * Does it.
     *
     * @param process the name of the process
     * @param session its session
     */
    void run(String process, Session session);

    /**
     * Looks for what both did.
     *
     * @param session a session of a third process
     * @return what is wrong, or null
     */
    @Nullable String check(Session session);
  }

  /**
   * What was found.
   *
   * @param meetings how often the second process came in between
   * @param violations what was wrong
   */
  public record Report(int meetings, List<String> violations) {}

  /**
   * Lets the processes meet at every operation of the first.
   *
   * @param work what both do
   * @return what was found
   */
  public Report explore(Work work) {
    List<String> violations = new ArrayList<>();
    int meetings = 0;
    for (int k = 1; k < UNREACHED; k++) {
      Meeting meeting = new Meeting(work, k);
      String problem = meeting.hold();
      if (!meeting.reached) {
        break;
      }
      meetings += meeting.met ? 1 : 0;
      if (problem != null) {
        violations.add("at operation " + k + ": " + problem);
      }
    }
    return new Report(meetings, violations);
  }

  /** The second process at one operation of the first. */
  private final class Meeting implements FaultyFileSystem.Rule {
    private final Work work;
    private final int k;
    private final Disk disk;
    private int operations;
    private boolean reached;
    private boolean met;

    Meeting(Work work, int k) {
      this.work = work;
      this.k = k;
      Disk empty = new Disk();
      empty.create(empty.root(), "data", true);
      this.disk = disks.apply(empty);
    }

    @SuppressWarnings("checkstyle:IllegalCatch") // whatever it throws is what the kit looks for
    @Nullable String hold() {
      MemoryFileSystem memory = new MemoryFileSystem(disk);
      FaultyFileSystem files = new FaultyFileSystem(memory);
      Path home = files.path(memory.getPath(Recording.HOME));
      try (Session session = new Session(() -> first.apply(home))) {
        files.fail(this);
        work.run("first", session);
      } catch (RuntimeException e) {
        return "the first throws " + e;
      }
      try (Session session = Recording.session(disk, second)) {
        return work.check(session);
      } catch (RuntimeException e) {
        return "a third throws " + e;
      }
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
          work.run("second", session);
        }
      }
      return null;
    }
  }
}
