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
 * Captures the environment of one run, without making it wait.
 *
 * <p>The capsule at the start holds what is known at once. What takes long, hashes of the class
 * path and questions to git, is pending in it, unless an earlier run of the process asked already:
 * it is read once per process, on a thread of the library that ends when it is idle. Native
 * libraries are read last, since engines load them late.
 *
 * <p>So a run keeps {@link #started()} with its start, and {@link #settled(Duration)} with its end.
 * It may also keep the capsule of {@link #background()} when that comes, so that it has one sooner.
 * If the process dies before, the run keeps the one of its start: it names the commit, the entries
 * of the class path and their sizes, and says of each hash that it is pending; its digest is not
 * that of a complete capsule.
 *
 * <p>Never fails: what cannot be read is said so in the capsule. Thread-safe.
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

  /**
   * Begins a capture for a run that starts.
   *
   * @param settings what the capture is told
   * @return the capture; the settings of the process are those of now
   */
  public static EnvironmentCapture of(CaptureSettings settings) {
    return of(settings, ProcessFacts.THIS);
  }

  static EnvironmentCapture of(CaptureSettings settings, ProcessFacts process) {
    EnvironmentFacts facts = new EnvironmentFacts();
    SettingFacts.gather(process.sources(), required(settings, "settings"), facts);
    Worktree worktree = new Worktree(settings.directory(), settings.allowed().diffs());
    return new EnvironmentCapture(process, worktree, facts.all());
  }

  /**
   * Returns what is known now, and what is pending; quick if {@link #isReady()}.
   *
   * @return the capsule at the start of the run
   */
  public EnvironmentCapsule started() {
    return capsule(
        process.slow(worktree).known(),
        Map.of("native", EnvironmentFacts.pending("read when the run ends")));
  }

  /**
   * Returns whether all that takes long is known, but for the native libraries.
   *
   * @return whether {@link #background()} has no more than those to wait for
   */
  public boolean isSettled() {
    return process.slow(worktree).isKnown();
  }

  /**
   * Returns whether {@link #started()} is quick, since the process was asked before.
   *
   * @return whether it only puts together what is known
   */
  public boolean isReady() {
    return process.isReady(worktree);
  }

  /**
   * Does something on the thread that asks the process, after what it was asked before.
   *
   * @param task what to do; what it throws is lost
   */
  public void inBackground(Runnable task) {
    process.inBackground(task);
  }

  /**
   * Adds a seed that a run came to know after its start.
   *
   * @param name what it is for; the same name again replaces it
   * @param seed the seed
   */
  public synchronized void seed(String name, long seed) {
    EnvironmentFacts facts = new EnvironmentFacts().add(settings);
    facts.made(CaptureSettings.SEED + name, Long.toString(seed));
    settings = facts.all();
  }

  /**
   * Returns the capsule with all facts but the native libraries that are not loaded yet.
   *
   * @return comes when the hashes and the answers of git have come
   */
  public CompletableFuture<EnvironmentCapsule> background() {
    ProcessFacts.Slow slow = process.slow(worktree);
    return slow.natives().thenApply(natives -> capsule(slow.known(), natives));
  }

  /**
   * Returns the capsule at the end of the run.
   *
   * @param patience how long to wait for what takes long; what has not come then stays pending, and
   *     until it comes other runs of the process hardly wait for it. An interrupt ends the waiting
   *     as well, and is left for the caller
   * @return the capsule, never one that failed
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
