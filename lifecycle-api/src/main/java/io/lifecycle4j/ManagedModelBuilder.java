package io.lifecycle4j;

import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.Watch;
import io.lifecycle4j.preprocessing.Step;
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
   */
  ManagedModelBuilder<I, O> gates(Requirement... requirements);

  /**
   * Watches live inputs and answers. Default: they are not watched.
   *
   * @param watch how
   * @return this builder
   */
  ManagedModelBuilder<I, O> watch(Watch watch);

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
   * Hears the report of every full window. Default: nobody does.
   *
   * @param listener runs on the thread whose prediction filled the window
   * @return this builder
   */
  ManagedModelBuilder<I, O> onDrift(Consumer<DriftReport> listener);

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
   * Opens the model: loads the version in production and follows promotions.
   *
   * @return the model; close it
   * @throws io.lifecycle4j.error.LifecycleException if the version in production cannot be loaded
   */
  ManagedModel<I, O> open();
}
