package io.lifecycle4j.monitoring;

import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.validation.Rule;
import java.util.Map;
import java.util.Optional;

/**
 * What was seen of the predictions of a model in this process.
 *
 * <p>Thread-safe. Its methods throw an {@link IllegalStateException} once the model is closed.
 */
public interface Monitoring {
  /**
   * Returns the drift report of the last full window of the version that serves. A full window that
   * was not yet judged is judged by this call.
   *
   * @return the report, or empty if no window is full yet or the model is not monitored
   */
  Optional<DriftReport> findDrift();

  /**
   * Forgets the drift reference that the serving version learned of live rows. The next eleven
   * windows of all processes become another one.
   *
   * <p>A function has such a reference, and so has a version that was trained on fewer than ten
   * rows. It is learned once for all processes, and survives restarts, also with another function.
   *
   * @param by who decides so
   * @param reason why, such as what changed
   * @throws io.lifecycle4j.error.NotFoundException if none was learned, as for a version that has
   *     one of its training
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   */
  void forgetReference(Actor by, String reason);

  /**
   * Counts inputs that broke a rule of the serving version's training data, since that version
   * began to serve in this process.
   *
   * @return the number of inputs for each rule that was broken; empty unless requests are
   *     {@linkplain io.lifecycle4j.ManagedModelBuilder#validatingRequests validated}
   */
  Map<Rule, Long> brokenRules();

  /**
   * Counts inputs whose prediction was rejected since the model was opened: numbers that are not
   * finite, probabilities outside 0 to 1, and classes that the task does not declare.
   *
   * @return the number of inputs
   */
  long invalidAnswers();

  /**
   * Counts calls that did not run since the model was opened, because the {@linkplain
   * io.lifecycle4j.ManagedModelBuilder#limits limits} rejected them or no version served.
   *
   * <p>The log contains 1,000 of them at once and then 100 a second, so that an overload does not
   * fill it. Each states how many were left out before it.
   *
   * @return the number of calls; a call with several inputs counts once
   */
  long rejectedCalls();

  /**
   * Returns how many predictions {@linkplain io.lifecycle4j.ManagedModelBuilder#onPrediction
   * listeners} missed since the model was opened: those for which one threw, and those for which
   * one was not called because an earlier call of it has not returned for ten seconds.
   *
   * @return the number of calls, over all listeners
   */
  long missedByListeners();
}
