package io.lifecycle4j.monitoring;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.validation.Rule;
import java.util.Map;
import java.util.Optional;

/**
 * The monitoring of a model in this process: drift and counts of inputs and calls.
 *
 * <p>Thread-safe. Its methods throw a {@link ClosedException} once the model is closed.
 */
public interface Monitoring {
  /**
   * Returns the drift report of the last full window of the serving version. If a full window is
   * still pending, this call evaluates it.
   *
   * @return the report, or empty if no window is full yet or the model is not monitored
   */
  Optional<DriftReport> findDrift();

  /**
   * Forgets the drift reference that the serving version learned from live rows. The next eleven
   * windows of all processes become the new one.
   *
   * <p>A function has such a reference, and so does a version that was trained on fewer than ten
   * rows. It is learned once for all processes. It survives restarts, even with another function.
   *
   * @param by who decides this
   * @param reason the reason, such as what changed
   * @throws io.lifecycle4j.error.NotFoundException if none was learned, as for a version with a
   *     reference from its training
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   */
  void forgetReference(Actor by, String reason);

  /**
   * Counts inputs that broke a validation rule of the serving version's training data, since that
   * version began to serve in this process.
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
   * <p>The prediction log records 1,000 of them at once and then 100 a second, so an overload does
   * not fill it. Each record states how many calls were left out before it.
   *
   * @return the number of calls; a call with several inputs counts once
   */
  long rejectedCalls();

  /**
   * Returns how many predictions {@linkplain io.lifecycle4j.ManagedModelBuilder#onPrediction
   * listeners} missed since the model was opened: those for which a listener threw, and those for
   * which it was not called because an earlier call of it has not returned for ten seconds.
   *
   * @return the number of calls, over all listeners
   */
  long missedByListeners();
}
