package io.lifecycle4j.serving;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import java.time.Instant;

/**
 * A version that repeats predictions of the serving version, to compare the two.
 *
 * <p>It predicts on a thread of the library, with a copy of the input, after the caller has
 * received its prediction. No caller waits for it. If it is too slow, it drops predictions and
 * counts them. It is recorded in the registry, so all processes that serve the model run it until
 * it ends, even after a restart. It keeps running if another version comes into production.
 * Thread-safe. Once the model is closed, {@link #report} and {@link #stop} throw a {@link
 * ClosedException}.
 *
 * @param <O> the type of a predicted value
 */
public interface Shadow<O> {
  /**
   * Returns the number of the version.
   *
   * @return the number
   */
  int version();

  /**
   * Returns the share of predictions that it repeats.
   *
   * @return more than 0 and at most 1
   */
  double share();

  /**
   * Returns when it ends.
   *
   * @return the time, by the clock of the home
   */
  Instant until();

  /**
   * Returns the comparisons of this process since it began to run the shadow.
   *
   * @return the counts and the largest differences
   */
  ShadowReport<O> report();

  /**
   * Stops the shadow in all processes.
   *
   * @param actor the person or service that stops it
   * @param reason the reason, stored with text that looks like a secret redacted
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.ConflictException if it was already stopped
   */
  AuditRecord stop(Actor actor, String reason);

  /**
   * The settings of a shadow before it starts. Nothing has happened before {@link #start}. Not
   * thread-safe. Setting a part twice is an error.
   *
   * @param <O> the type of a predicted value
   */
  interface Builder<O> {
    /**
     * Repeats a share of the predictions, chosen by a hash of their ids. Default: all.
     *
     * @param part more than 0 and at most 1
     * @return this builder
     */
    Builder<O> share(double part);

    /**
     * Ends the shadow at this time, by the clock of the home. Default: one day after it starts.
     *
     * @param end a time in the future
     * @return this builder
     */
    Builder<O> until(Instant end);

    /**
     * Sets how far two predicted numbers may differ before they count as different. Classes and
     * other values are different unless they are equal. Default: 0.
     *
     * @param difference in units of the predicted number, finite and at least 0
     * @return this builder
     */
    Builder<O> tolerance(double difference);

    /**
     * Loads the version, then starts the shadow. No gate is evaluated, because callers never
     * receive its predictions. Other processes load it in the background. If one cannot load it, it
     * logs the failure, and its report has the state {@link ShadowReport.State#FAILED}.
     *
     * @param actor the person or service that starts it
     * @param reason the reason, stored with text that looks like a secret redacted
     * @return the shadow, durable on return
     * @throws io.lifecycle4j.error.ConflictException if another shadow of the model runs, or the
     *     version is in production and serves
     * @throws io.lifecycle4j.error.InvalidValueException if the version does not fit the inputs or
     *     the task of the model, or the end is not in the future
     * @throws io.lifecycle4j.error.NotFoundException if the version is not registered
     * @throws io.lifecycle4j.error.ModelUnavailableException if the engine cannot load the version;
     *     no shadow is started
     * @throws io.lifecycle4j.error.OverloadedException if it is not loaded within five minutes
     * @throws io.lifecycle4j.error.CorruptDataException if the files of the version are corrupt or
     *     lost; no shadow is started
     */
    Shadow<O> start(Actor actor, String reason);
  }
}
