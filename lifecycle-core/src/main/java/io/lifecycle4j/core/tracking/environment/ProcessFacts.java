package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.core.error.Rounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The facts that stay the same while the process lives, read once, at its first run.
 *
 * <p>The program was loaded shortly before, so that the class path and the repository still match
 * it. Thread-safe.
 */
final class ProcessFacts {
  static final ProcessFacts THIS = new ProcessFacts(FactSources.ofThisProcess(), new Background());

  private static final Duration HARDLY = Duration.ofMillis(50);

  private final FactSources sources;
  private final Executor background;
  private final FileHashes hashes = new FileHashes();
  private final ClassPathFacts libraries;
  private final Map<Worktree, Slow> byWorktree = new ConcurrentHashMap<>();
  private volatile boolean late;
  private volatile @Nullable Map<String, String> quick;
  private @Nullable CompletableFuture<Map<String, String>> classPath;

  /**
   * What git is run for.
   *
   * @param directory the repository of the sources is searched from here upwards
   * @param shown patterns of the paths whose diff is shown
   */
  record Worktree(Path directory, Set<String> shown) {}

  ProcessFacts(FactSources sources, Executor background) {
    this.sources = sources;
    this.background = background;
    this.libraries = new ClassPathFacts(sources, hashes);
  }

  FactSources sources() {
    return sources;
  }

  /** Returns the fast facts; the first call takes a few milliseconds. */
  synchronized Map<String, String> quick() {
    if (quick == null) {
      quick = gather(facts -> MachineFacts.gather(sources, facts));
    }
    return quick;
  }

  /** Returns whether the facts known at once have been read; never waits. */
  boolean isReady(Worktree worktree) {
    return quick != null && byWorktree.containsKey(worktree);
  }

  /** Returns how long to wait: hardly, if another run waited in vain. */
  Duration patience(Duration wanted) {
    return late && wanted.compareTo(HARDLY) > 0 ? HARDLY : wanted;
  }

  void cameInTime() {
    late = false;
  }

  void cameLate(Duration patience) {
    late = late || patience.compareTo(HARDLY) > 0; // a short wait proves nothing
  }

  /** Runs a task on the thread of the slow facts. */
  void inBackground(Runnable task) {
    background.execute(task);
  }

  /** Returns the slow facts of a worktree, and begins to read them on the first call. */
  Slow slow(Worktree worktree) {
    Slow known = byWorktree.get(worktree);
    if (known != null && known.brokeOff()) {
      byWorktree.remove(worktree, known); // memory may have been exhausted before
    }
    return byWorktree.computeIfAbsent(worktree, Slow::new);
  }

  private synchronized CompletableFuture<Map<String, String>> classPath() {
    if (classPath == null || classPath.isCompletedExceptionally()) {
      classPath = later(libraries::gather);
    }
    return classPath;
  }

  private CompletableFuture<Map<String, String>> later(Consumer<EnvironmentFacts> source) {
    return CompletableFuture.supplyAsync(() -> gather(source), background);
  }

  /** Collects facts; a failure beyond a single fact is recorded as a fact. */
  private static Map<String, String> gather(Consumer<EnvironmentFacts> source) {
    EnvironmentFacts facts = new EnvironmentFacts();
    try {
      source.accept(facts);
    } catch (RuntimeException e) {
      facts.put("incomplete", EnvironmentFacts.unavailable(EnvironmentFacts.reason(e)));
    }
    return facts.all();
  }

  /** The slow facts: hashes of the class path and answers of git. */
  final class Slow {
    private final Map<String, String> pending;
    private final CompletableFuture<Map<String, String>> whole;
    private volatile boolean brokeOff;

    private Slow(Worktree worktree) {
      GitFacts git =
          new GitFacts(sources, worktree.directory(), worktree.shown(), GitFacts.AT_MOST);
      pending =
          gather(
              facts -> {
                libraries.gatherPending(facts);
                git.gatherPending(facts);
              });
      CompletableFuture<Map<String, String>> answers = later(git::gather); // git is fast
      whole = answers.thenCombine(classPath(), Slow::both).exceptionally(this::failed);
    }

    private static Map<String, String> both(Map<String, String> a, Map<String, String> b) {
      Map<String, String> all = new TreeMap<>(a);
      all.putAll(b);
      return all;
    }

    private Map<String, String> failed(Throwable cause) {
      brokeOff = true;
      return both(
          pending, Map.of("incomplete", EnvironmentFacts.unavailable(String.valueOf(cause))));
    }

    /** Returns whether an error prevented the facts; the next request reads them again. */
    boolean brokeOff() {
      return brokeOff || whole.isCompletedExceptionally();
    }

    boolean isKnown() {
      return whole.isDone();
    }

    /** Returns the facts, pending until they are known. */
    Map<String, String> known() {
      return whole.getNow(pending);
    }

    /** Reads the native libraries loaded by the time all other facts are known. */
    CompletableFuture<Map<String, String>> natives() {
      return whole.thenApplyAsync(
          all -> gather(facts -> NativeFacts.gather(sources, hashes, facts)), background);
    }
  }

  /**
   * A single thread that ends when idle.
   *
   * <p>Not a pool of the JDK: an error while a caller submits a task could leave it locked.
   */
  private static final class Background implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Rounds rounds = new Rounds("environment", this::next);

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
      if (!rounds.wake() && tasks.remove(task)) {
        throw new RejectedExecutionException("No thread can be started");
      }
    }

    private @Nullable Duration next() {
      Runnable task = tasks.poll();
      if (task == null) {
        return null;
      }
      task.run();
      return Duration.ZERO;
    }
  }
}
