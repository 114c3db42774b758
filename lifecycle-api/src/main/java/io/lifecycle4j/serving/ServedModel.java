package io.lifecycle4j.serving;

import io.lifecycle4j.error.ClosedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A model that predicts. Code that only predicts may depend on this part of {@link
 * io.lifecycle4j.ManagedModel} alone.
 *
 * <p>Thread-safe. After the model is closed every method throws {@link ClosedException}.
 *
 * @param <I> the type of an input
 * @param <O> the type of a predicted value
 */
public interface ServedModel<I, O> {
  /**
   * Returns whether the model can predict: a version is loaded, has reproduced its golden rows and
   * is warm, or a function serves. Use it for the readiness check of a service. It stays ready
   * while a later version is loaded.
   *
   * @return whether a version or a function serves
   */
  boolean ready();

  /**
   * Predicts one input. Runs on the calling thread and does not react to interrupts, except while
   * it waits within {@linkplain io.lifecycle4j.ManagedModelBuilder#limits limits}.
   *
   * <p>A prediction is a finite number, or a class that the task declares with a probability from 0
   * to 1. Any other output of a network or a function is never returned: it is counted by {@link
   * io.lifecycle4j.monitoring.Monitoring#invalidAnswers()}, and the call throws.
   *
   * @param input the input
   * @return the prediction
   * @throws io.lifecycle4j.error.ModelUnavailableException if no version is in production, or the
   *     one that is cannot be loaded and no other version serves; the message says what to do
   * @throws io.lifecycle4j.error.PredictionFailedException if the output of the model is not a
   *     valid prediction
   * @throws io.lifecycle4j.error.InvalidValueException if the input does not fit the model
   * @throws io.lifecycle4j.error.OverloadedException if the limits of the model are exceeded; the
   *     input was not predicted
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted while
   *     it waits within the limits; the input was not predicted
   * @throws io.lifecycle4j.validation.RequestRejectedException if the input breaks a rule and such
   *     requests are rejected
   */
  Prediction<O> predict(I input);

  /**
   * Predicts one input like {@link #predict(Object)}. During a rollout, the key decides which
   * version answers: all calls with the same key get the same one. As the share grows, more keys
   * move to the new version; none moves back before the rollout ends.
   *
   * @param key identifies the person or thing that the input is about, 1 to 256 characters
   * @param input the input
   * @return the prediction
   * @throws io.lifecycle4j.error.InvalidValueException if the key is empty or too long, or the
   *     input does not fit the model
   */
  Prediction<O> predict(String key, I input);

  /**
   * Predicts several inputs at once, all with the same version, or none of them.
   *
   * <p>If inputs fail, the exception has the type of the first failure, and its message names up to
   * ten failed inputs by position. What a served function or an engine throws is the cause of a
   * {@link io.lifecycle4j.error.PredictionFailedException}. No prediction is then returned or
   * passed to a listener, not even for the other inputs, and only the failures are logged. To keep
   * the predictions of the others, call {@link #predictEach}.
   *
   * @param inputs the inputs, at least one
   * @return one prediction for each input, in the same order
   * @throws io.lifecycle4j.error.ModelUnavailableException if no version is in production, or the
   *     one that is cannot be loaded and no other one serves
   * @throws io.lifecycle4j.error.PredictionFailedException if the output for an input is not a
   *     valid prediction, or a served function or an engine throws
   * @throws io.lifecycle4j.error.InvalidValueException if an input does not fit the model
   * @throws io.lifecycle4j.validation.RequestRejectedException if an input breaks a rule and such
   *     requests are rejected
   */
  List<Prediction<O>> predict(List<? extends I> inputs);

  /**
   * Predicts several inputs like {@link #predict(List)}, with the version that {@linkplain
   * #predict(String, Object) the key} decides on.
   *
   * @param key identifies the person or thing that the inputs are about, 1 to 256 characters
   * @param inputs the inputs, at least one
   * @return one prediction for each input, in the same order
   * @throws io.lifecycle4j.error.InvalidValueException if the key is empty or too long, or an input
   *     does not fit the model
   */
  List<Prediction<O>> predict(String key, List<? extends I> inputs);

  /**
   * Predicts each of several inputs, all with the same version. An input that fails does not affect
   * the others.
   *
   * <p>Many inputs run in groups of up to 256. If the network throws for a group, its inputs run
   * again in smaller groups, at most about 100 times in all, to find those at fault. A served
   * function is called once for each input; one that takes several inputs is called once, and if it
   * throws, all inputs fail with that cause.
   *
   * @param inputs the inputs, at least one
   * @return the prediction or the failure of each input, in the same order
   * @throws io.lifecycle4j.error.ModelUnavailableException if no version is in production, or the
   *     one that is cannot be loaded and no other one serves
   */
  List<PredictionOutcome<O>> predictEach(List<? extends I> inputs);

  /**
   * Predicts each of several inputs like {@link #predictEach(List)}, with the version that
   * {@linkplain #predict(String, Object) the key} decides on.
   *
   * @param key identifies the person or thing that the inputs are about, 1 to 256 characters
   * @param inputs the inputs, at least one
   * @return the prediction or the failure of each input, in the same order
   * @throws io.lifecycle4j.error.InvalidValueException if the key is empty or too long
   */
  List<PredictionOutcome<O>> predictEach(String key, List<? extends I> inputs);

  /**
   * Predicts one input on a thread of the library. There is one platform thread per processor, so a
   * virtual thread that waits for the result is never pinned.
   *
   * <p>At most 10,000 calls wait for a thread. A call whose future is cancelled before it starts
   * does not run. Dependent functions of the future may run on that thread, and should return
   * quickly; they may close the model. In such a function, in a served function and in a listener,
   * the call is answered at once on the current thread, so that it may be waited for.
   *
   * @param input the input
   * @return the prediction; the future fails with the exceptions of {@link #predict(Object)}, with
   *     an {@link io.lifecycle4j.error.OverloadedException} if too many calls wait, and with an
   *     {@link ClosedException} if the model is closed
   */
  CompletableFuture<Prediction<O>> predictAsync(I input);

  /**
   * Predicts one input like {@link #predictAsync(Object)}, with the version that {@linkplain
   * #predict(String, Object) the key} decides on.
   *
   * @param key identifies the person or thing that the input is about, 1 to 256 characters
   * @param input the input
   * @return the prediction; the future fails with the exceptions of {@link #predict(Object)}
   * @throws io.lifecycle4j.error.InvalidValueException if the key is empty or too long
   */
  CompletableFuture<Prediction<O>> predictAsync(String key, I input);
}
