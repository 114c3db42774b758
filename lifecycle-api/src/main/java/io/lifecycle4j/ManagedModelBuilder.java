package io.lifecycle4j;

import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.serving.PredictionListener;
import io.lifecycle4j.serving.Predictor;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingListener;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Says everything about a model, once. Nothing happens before {@link #open()}. Not thread-safe.
 *
 * @param <I> the type of an input
 * @param <O> the type of an answer
 */
public interface ManagedModelBuilder<I, O> {
  /**
   * Sets what is done to columns before the network sees them. Default: nothing.
   *
   * @param steps the steps, in order
   * @return this builder
   */
  ManagedModelBuilder<I, O> preprocessing(Step... steps);

  /**
   * Sets what trains the model. Default: nothing; {@code train} then fails.
   *
   * @param trainer the trainer
   * @return this builder
   */
  ManagedModelBuilder<I, O> trainer(Trainer trainer);

  /**
   * Sets what must hold on the held-out rows before a version is promoted. Default: nothing.
   *
   * @param requirements conditions on metrics, and gates
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidValueException if a condition asks for anything but metrics
   */
  ManagedModelBuilder<I, O> gates(Requirement... requirements);

  /**
   * Watches live inputs and answers. Default: they are not watched.
   *
   * @param monitor how
   * @return this builder
   */
  ManagedModelBuilder<I, O> monitor(DriftMonitor monitor);

  /**
   * Hears how far training is. Default: nobody does.
   *
   * @param listener runs on the training thread
   * @return this builder
   */
  ManagedModelBuilder<I, O> onProgress(TrainingListener listener);

  /**
   * Hears every prediction. Default: nobody does.
   *
   * @param listener runs on the thread that asked
   * @return this builder
   */
  ManagedModelBuilder<I, O> onPrediction(PredictionListener<? super I, ? super O> listener);

  /**
   * Hears the report of every full window, one after the other. Default: nobody does. A report of
   * drift is logged as a warning, too.
   *
   * <p>At most 64 full windows wait for a listener that is slow; further ones are skipped, which
   * the next report counts. Closing the model waits at most five seconds for what is pending.
   *
   * @param listener runs on a thread of the library, never on that of a prediction; what it throws
   *     is logged; it may close the model
   * @return this builder
   */
  ManagedModelBuilder<I, O> onDrift(Consumer<DriftReport> listener);

  /**
   * Checks requests against the rules that the training data of the serving version were checked
   * against, those of their schema included: ranges, lists, patterns, order of two columns. Rules
   * of all rows, of the label, and tests of one's own are left out. With {@link
   * InvalidRequestPolicy#REJECT} a version whose rules cannot be read or do not fit the inputs does
   * not serve; with {@link InvalidRequestPolicy#LOG} it serves unchecked.
   *
   * <p>Default: {@link InvalidRequestPolicy#OFF}. What the preprocessing cannot take is refused in
   * any case; that live requests stay within what training data had to is a promise that only the
   * user can make, and each check takes time on the way of a request.
   *
   * @param policy what becomes of a request that breaks a rule
   * @return this builder
   */
  ManagedModelBuilder<I, O> validatingRequests(InvalidRequestPolicy policy);

  /**
   * Serves a function instead of registered versions, with log and hooks. The first ten windows of
   * its inputs become the drift reference.
   *
   * @param function answers one input; thread-safe
   * @return this builder
   */
  ManagedModelBuilder<I, O> serving(Function<? super I, ? extends O> function);

  /**
   * Serves a predictor instead of registered versions, with log and hooks.
   *
   * @param predictor answers inputs; thread-safe
   * @return this builder
   */
  ManagedModelBuilder<I, O> servingBatches(Predictor<I, O> predictor);

  /**
   * Opens the model: loads the version in production and follows promotions. Where the home is only
   * read, it serves so too, but its predictions are not logged.
   *
   * <p>A version in production that cannot be loaded (files damaged or lost, an engine that fails)
   * does not keep the model from opening: {@code predict} then says what is wrong, and promotion
   * and rollback work. The same holds for a version that is still being loaded after a minute.
   *
   * @return the model; close it
   * @throws io.lifecycle4j.error.InvalidValueException if the inputs lack a column of the version
   *     in production
   * @throws io.lifecycle4j.error.UntrustedModelException if that version has another task
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted
   */
  ManagedModel<I, O> open();
}
