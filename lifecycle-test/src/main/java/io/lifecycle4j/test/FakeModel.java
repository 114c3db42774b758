package io.lifecycle4j.test;

import io.lifecycle4j.ManagedModel;
import java.time.Duration;
import java.util.List;

/**
 * A model whose answers, failures, delays and version a test decides. Thread-safe.
 *
 * <p>It predicts, is ready, has a serving status and can be closed. Whatever needs a home, such as
 * {@code train}, throws an {@link UnsupportedOperationException}.
 *
 * @param <I> the type of an input
 * @param <O> the type of a predicted value
 */
public interface FakeModel<I, O> extends ManagedModel<I, O> {
  /**
   * Lets a version answer from now on. Default: 1.
   *
   * @param number the number of the version, at least 1
   * @return this model
   * @throws io.lifecycle4j.error.InvalidValueException if the number is below 1
   */
  FakeModel<I, O> version(int number);

  /**
   * Lets each call take at least this long from now on. Default: no delay.
   *
   * @param time the time, not negative
   * @return this model
   * @throws io.lifecycle4j.error.InvalidValueException if the time is negative
   */
  FakeModel<I, O> latency(Duration time);

  /**
   * Lets all inputs fail from now on.
   *
   * @param failure what each call throws, such as an {@link
   *     io.lifecycle4j.error.OverloadedException}
   * @return this model
   */
  FakeModel<I, O> failing(RuntimeException failure);

  /**
   * Lets inputs be answered again, after {@link #failing} or {@link #unavailable}.
   *
   * @return this model
   */
  FakeModel<I, O> answering();

  /**
   * Lets the model be not ready from now on, as if no version was promoted: calls throw a {@link
   * io.lifecycle4j.error.ModelUnavailableException}.
   *
   * @return this model
   */
  FakeModel<I, O> unavailable();

  /**
   * Returns the inputs of all calls, those that failed too.
   *
   * @return the inputs in the order in which they came
   */
  List<I> inputs();
}
