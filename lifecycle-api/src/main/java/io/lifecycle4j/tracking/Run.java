package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.Content;
import java.awt.image.RenderedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An active run, which records parameters, metrics, tags, artifacts and inputs.
 *
 * <p>Thread-safe. Logged data is queued at once and recorded in the background shortly afterwards,
 * in the order of the calls of each thread. {@link #flush()} waits until it has the durability of
 * the run; by default it then survives the death of the process. In a {@linkplain
 * NewRun#synchronous() synchronous} run every call waits.
 *
 * <p>Text that looks like a secret is stored as {@code <redacted>}, with one warning. Queued data
 * is never dropped silently. While the storage fails, it is retried at growing intervals of up to
 * two seconds; data whose outcome was unknown is still recorded only once. When the queue is full,
 * calls wait, or throw while the storage fails; a call that throws has queued nothing. Invalid
 * values are rejected by the call that sets them. If the tracker rejects data later, {@link
 * #flush()} or the end of the run throws, whichever comes first; metrics that were logged together
 * with that data are recorded.
 *
 * <p>The methods that end a run wait at most two seconds for the {@linkplain EnvironmentCapsule
 * environment}, and then until everything is recorded and the end survives a power failure. An
 * interrupt ends only the wait for the environment: the run ends, and the interrupt status stays
 * set. If the end cannot be recorded, they throw, and the run stays active. If the outcome is
 * unknown, the run accepts no more data, and the next call that ends it completes the same end.
 *
 * <p>A run that is open when its home is closed, or when the JVM shuts down, ends as KILLED. A run
 * whose process dies is CRASHED as soon as it is next read.
 *
 * <p>After the end, all methods except {@link #id()} and {@link #close()} throw {@link
 * IllegalStateException}.
 */
public interface Run extends RunParts, AutoCloseable {
  /**
   * Returns the id.
   *
   * @return the id, unique in the home
   */
  String id();

  @Override
  default Run param(String name, Object value) {
    return batch(all -> all.param(name, value));
  }

  @Override
  default Run params(Map<String, ?> values) {
    return batch(all -> all.params(values));
  }

  @Override
  default Run log(String metric, double value) {
    return batch(all -> all.log(metric, value));
  }

  @Override
  default Run log(String metric, double value, long step) {
    return batch(all -> all.log(metric, value, step));
  }

  @Override
  default Run log(String metric, double value, long step, RunInput data) {
    return batch(all -> all.log(metric, value, step, data));
  }

  @Override
  default Run tag(String name, String value) {
    return batch(all -> all.tag(name, value));
  }

  @Override
  default Run removeTag(String name) {
    return batch(all -> all.removeTag(name));
  }

  @Override
  default Run note(String text) {
    return batch(all -> all.note(text));
  }

  @Override
  default Run input(RunInput data) {
    return batch(all -> all.input(data));
  }

  @Override
  default Run artifact(String name, Content content) {
    return batch(all -> all.artifact(name, content));
  }

  @Override
  default Run artifact(String name, Path file) {
    return batch(all -> all.artifact(name, file));
  }

  @Override
  default Run table(String name, List<String> columns, Iterable<? extends List<?>> rows) {
    return batch(all -> all.table(name, columns, rows));
  }

  @Override
  default Run image(String name, RenderedImage image) {
    return batch(all -> all.image(name, image));
  }

  @Override
  default Run checkpoint(String name, long step, Content content) {
    return batch(all -> all.checkpoint(name, step, content));
  }

  @Override
  default Run dropCheckpoint(String name, long step, Checkpoint.Dropped why) {
    return batch(all -> all.dropCheckpoint(name, step, why));
  }

  /**
   * Records a random seed that the run uses. It is stored with the environment when the run ends,
   * and not at all in a run without environment. Recording the same seed again has no effect.
   *
   * @param name the name of the seed, slashes allowed
   * @param seed the seed
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if the name has another seed
   */
  Run seed(String name, long seed);

  /**
   * Records several things atomically, with at most 65,536 points.
   *
   * @param parts adds the parts; they are queued after it returns, and none if it throws
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if a parameter already has another value, or the
   *     name of an artifact is taken; nothing was queued
   */
  Run batch(Consumer<RunParts> parts);

  /**
   * Waits until everything logged before has the durability of the run.
   *
   * @return this run
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be recorded now; it is kept
   *     and retried
   * @throws io.lifecycle4j.error.UnknownOutcomeException if it is unknown whether it was recorded;
   *     it is kept and retried, and recorded only once
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted while
   *     it waits for another thread that records; nothing is lost
   * @throws io.lifecycle4j.error.LifecycleException if the tracker rejected data and this was not
   *     reported yet; that data is dropped, and the run stays active
   */
  Run flush();

  /**
   * Ends the run as FINISHED, or as FAILED if the tracker rejected data and this was not reported
   * yet.
   *
   * @throws io.lifecycle4j.error.StorageFailedException if the end cannot be recorded now; the run
   *     stays active and can be ended later
   * @throws io.lifecycle4j.error.UnknownOutcomeException if it is unknown whether the end was
   *     recorded; the run accepts no more data and can be ended again
   * @throws io.lifecycle4j.error.LifecycleException if the tracker rejected data; the run has
   *     ended, and its cause says so
   * @throws IllegalStateException if it has ended
   */
  void finish();

  /**
   * Ends the run as FAILED.
   *
   * @param cause why it failed
   * @throws io.lifecycle4j.error.LifecycleException as {@link #finish()}
   * @throws IllegalStateException if it has ended
   */
  void fail(Throwable cause);

  /**
   * Ends the run as KILLED.
   *
   * @param reason why it was stopped
   * @throws io.lifecycle4j.error.LifecycleException as {@link #finish()}
   * @throws IllegalStateException if it has ended
   */
  void kill(String reason);

  /**
   * Ends the run as FAILED unless it has ended. If the end cannot be recorded, the run is released
   * anyway: it is then CRASHED, and may be resumed elsewhere.
   *
   * @throws io.lifecycle4j.error.LifecycleException as {@link #finish()}
   */
  @Override
  void close();
}
