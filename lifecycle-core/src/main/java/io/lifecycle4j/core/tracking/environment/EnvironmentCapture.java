package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.tracking.environment.ProcessFacts.Worktree;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Captures the environment of one run without delaying it.
 *
 * <p>The capsule at the start holds what is known at once. Slow facts, which are hashes of the
 * class path and answers of git, are pending in it unless an earlier run of the process requested
 * them: they are read once per process, on a thread that ends when idle. Native libraries are read
 * last, since engines load them late.
 *
 * <p>A run records {@link #started()} at its start and {@link #settled(Duration)} at its end; it
 * may record {@link #background()} in between. If the process dies before, the run keeps the
 * capsule of its start, which names the commit, the entries of the class path and their sizes, and
 * marks each hash as pending; its digest differs from that of a complete capsule.
 *
 * <p>Never fails: a capsule says which facts cannot be read, and why. Thread-safe.
 */
public final class EnvironmentCapture {
  private final ProcessFacts process;
  private final Worktree worktree;
  private volatile Map<String, String> settings;

  private EnvironmentCapture(
      ProcessFacts process, Worktree worktree, Map<String, String> settings) {
    this.process = process;
    this.worktree = worktree;
    this.settings = settings;
  }

  /** Begins a capture with the current settings of the process. */
  public static EnvironmentCapture of(CaptureSettings settings) {
    return of(settings, ProcessFacts.THIS);
  }

  static EnvironmentCapture of(CaptureSettings settings, ProcessFacts process) {
    EnvironmentFacts facts = new EnvironmentFacts();
    SettingFacts.gather(process.sources(), required(settings, "settings"), facts);
    Worktree worktree = new Worktree(settings.directory(), settings.allowed().diffs());
    return new EnvironmentCapture(process, worktree, facts.all());
  }

  /** Returns the known facts, with the others pending; fast if {@link #isReady()}. */
  public EnvironmentCapsule started() {
    return capsule(
        process.slow(worktree).known(),
        Map.of("native", EnvironmentFacts.pending("read when the run ends")));
  }

  /** Returns whether {@link #background()} waits for nothing but native libraries. */
  public boolean isSettled() {
    return process.slow(worktree).isKnown();
  }

  /** Returns whether {@link #started()} is fast, since the facts of the process have been read. */
  public boolean isReady() {
    return process.isReady(worktree);
  }

  /** Runs a task on the background thread, after earlier tasks; what it throws is lost. */
  public void inBackground(Runnable task) {
    process.inBackground(task);
  }

  /** Adds a seed chosen after the start, or replaces one of the same name. */
  public synchronized void seed(String name, long seed) {
    EnvironmentFacts facts = new EnvironmentFacts().add(settings);
    facts.made(CaptureSettings.SEED + name, Long.toString(seed));
    settings = facts.all();
  }

  /**
   * Returns the capsule once hashes and git's answers are known, with the native libraries loaded
   * by then.
   */
  public CompletableFuture<EnvironmentCapsule> background() {
    ProcessFacts.Slow slow = process.slow(worktree);
    return slow.natives().thenApply(natives -> capsule(slow.known(), natives));
  }

  /**
   * Returns the capsule at the end of the run; never fails.
   *
   * @param patience how long to wait for slow facts. Those not known by then stay pending, and
   *     until they are known, other runs of the process hardly wait for them. An interrupt ends the
   *     wait too, and the thread stays interrupted
   */
  public EnvironmentCapsule settled(Duration patience) {
    CompletableFuture<EnvironmentCapsule> whole = background();
    long millis = Math.max(0, process.patience(patience).toMillis());
    try {
      EnvironmentCapsule capsule = whole.get(millis, TimeUnit.MILLISECONDS);
      process.cameInTime();
      return capsule;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unsettled("hashes were interrupted");
    } catch (TimeoutException e) {
      process.cameLate(patience);
      return unsettled("hashes took longer than " + millis + " ms");
    } catch (ExecutionException e) {
      return unsettled(String.valueOf(e.getCause()));
    }
  }

  private EnvironmentCapsule unsettled(String why) {
    return capsule(
        process.slow(worktree).known(), Map.of("native", EnvironmentFacts.unavailable(why)));
  }

  private EnvironmentCapsule capsule(Map<String, String> known, Map<String, String> natives) {
    EnvironmentFacts facts = new EnvironmentFacts();
    facts.add(process.quick()).add(natives).add(known).add(settings);
    return EnvironmentCapsule.of(facts.all());
  }
}
