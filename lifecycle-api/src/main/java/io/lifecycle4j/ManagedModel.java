package io.lifecycle4j;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.serving.ServingStatus;
import io.lifecycle4j.validation.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One model with its trainer, gates, watch and the version that serves.
 *
 * <p>Thread-safe. Serving follows promotions by itself, also those of other processes: a call that
 * began on the old version ends on it, the next one takes the new. Versions are loaded on threads
 * of the library: a version that cannot be loaded, or hangs while it is, holds up neither the calls
 * on the version that serves nor the next promotion or rollback; {@link #servingStatus()} says so,
 * and it is tried again at growing intervals, at least once a minute. After {@link #close()} every
 * method throws {@link IllegalStateException}.
 *
 * @param <I> the type of an input
 * @param <O> the type of an answer
 */
public interface ManagedModel<I, O> extends AutoCloseable {
  /**
   * Returns the name.
   *
   * @return the name
   */
  String name();

  /**
   * Trains and registers a candidate.
   *
   * <p>It happens in a run of the experiment that bears the model's name. An interrupt stops the
   * training; the run ends as FAILED and nothing is registered. The same holds for whatever else is
   * thrown: what a trainer throws, an {@link Error} too, is the cause of a {@link
   * io.lifecycle4j.error.TrainingFailedException}; an {@link Error} from elsewhere is thrown again
   * once the run has ended.
   *
   * @param split the rows; of the holdout the names of its classes are compared with those that the
   *     model will know, nothing else
   * @return the candidate, durable on return
   * @throws io.lifecycle4j.error.InvalidDataException if a row held out has a class that the task
   *     does not declare and no training row has
   * @throws io.lifecycle4j.error.TrainingFailedException if training gave no model, or one that
   *     does not give a finite number for every training row
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted
   * @throws IllegalStateException if the model is closed, also while it trains
   */
  ModelVersion train(Split split);

  /**
   * Measures a version on the held-out rows of its split.
   *
   * @param version a version of this model
   * @return its metrics, beside those of the best constant answer
   * @throws io.lifecycle4j.error.NotFoundException if the version is external, so that nobody knows
   *     which rows it did not learn from, or its data are not in this home
   */
  Evaluation evaluate(ModelVersion version);

  /**
   * Judges a version on the held-out rows of its split, and moves nothing.
   *
   * @param version a version of this model
   * @return what each gate says, in their order
   */
  List<GateVerdict> judge(ModelVersion version);

  /**
   * Judges a version and, if every gate passes, puts it into production. Gates and promotion are
   * one record of the audit trail. A gate that throws, an {@link Error} too, refuses the version:
   * the trail keeps what it threw. Where the files of the version in production are damaged or
   * lost, the comparing gates have nothing to compare with, and say so. The record is logged.
   *
   * @param version a version of this model
   * @param actor who promotes
   * @param reason why, kept without what looks like a secret
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.GateFailedException if a gate did not pass; nothing moved
   * @throws io.lifecycle4j.error.CorruptDataException if the files of the version are damaged or
   *     lost; nothing moved
   * @throws io.lifecycle4j.error.ModelUnavailableException if the engine cannot load it; nothing
   *     moved
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted while
   *     the version was loaded; nothing moved
   * @throws io.lifecycle4j.error.NotFoundException if the version is not registered, or it is
   *     external and there are gates
   * @throws io.lifecycle4j.error.ConflictException if another promotion came between
   */
  AuditRecord promote(ModelVersion version, Actor actor, String reason);

  /**
   * Puts an earlier version into production again.
   *
   * <p>It is the newest earlier production version that was not itself rolled back. Repeated, it
   * goes further back, never forward. An earlier version that cannot be loaded any more is skipped:
   * the reason in the record says which and why, and so does the log.
   *
   * @param actor who rolls back
   * @param reason why, kept without what looks like a secret
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if there is no earlier version; nothing moved
   * @throws io.lifecycle4j.error.ConflictException if another promotion came between
   * @throws io.lifecycle4j.error.LifecycleException what the newest of the earlier versions could
   *     not be loaded for, with those of the others as suppressed, if none could be; nothing moved
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted while
   *     a version was loaded; nothing moved
   */
  AuditRecord rollback(Actor actor, String reason);

  /**
   * Finds the version in production.
   *
   * @return the version, or empty when none was promoted
   */
  Optional<ModelVersion> findProduction();

  /**
   * Compares the version in production with the one that answers here.
   *
   * @return both, and why they differ
   */
  ServingStatus servingStatus();

  /**
   * Answers an input. Runs on the calling thread and does not react to interrupts.
   *
   * <p>An answer is a finite number, or a class that the task declares with a probability from 0 to
   * 1. What a network or a function gives beside that is never an answer: it is counted by {@link
   * #invalidAnswers()} and thrown.
   *
   * @param input the input
   * @return the answer
   * @throws io.lifecycle4j.error.NotFoundException if no version is in production
   * @throws io.lifecycle4j.error.ModelUnavailableException if the version in production cannot be
   *     loaded and no other one serves; the message says what to do
   * @throws io.lifecycle4j.error.PredictionFailedException if what came out is no answer
   * @throws io.lifecycle4j.error.InvalidValueException if the input does not fit the model
   * @throws io.lifecycle4j.validation.RequestRejectedException if it breaks a rule and such
   *     requests are to be refused
   */
  Prediction<O> predict(I input);

  /**
   * Answers several inputs at once, all by the same version.
   *
   * @param inputs the inputs
   * @return one answer for each, in the same order
   * @throws io.lifecycle4j.error.NotFoundException if no version is in production
   * @throws io.lifecycle4j.error.ModelUnavailableException if the version in production cannot be
   *     loaded and no other one serves
   * @throws io.lifecycle4j.error.PredictionFailedException if what came out for one is no answer;
   *     the message names the first such input, and none is answered
   * @throws io.lifecycle4j.error.InvalidValueException if an input does not fit the model
   * @throws io.lifecycle4j.validation.RequestRejectedException if one breaks a rule and such
   *     requests are to be refused; none is answered
   */
  List<Prediction<O>> predict(List<? extends I> inputs);

  /**
   * Returns how many predictions were logged, wait or were lost since the model was opened.
   *
   * <p>Predicting never fails because of the log. Predictions are written every 10 ms, later while
   * no core is free for it. While they cannot be written, up to 65,536 of them (8 MiB) wait, and
   * are written once they can be. If the queue is full and nothing is written for a second, further
   * predictions are lost, which is counted here and logged as an error. The death of the process
   * loses those that wait. {@link #close} waits up to 10 s for those that wait.
   *
   * @return how many predictions are logged, wait or are lost, as seen at one moment
   */
  PredictionLogStatus log();

  /**
   * Returns the report of the last full window of the version that serves. A window that is full
   * but not yet judged is judged now.
   *
   * @return the report, or empty when no window was full yet or nothing is watched
   */
  Optional<DriftReport> findDrift();

  /**
   * Counts inputs that broke a rule of the data that the serving version was trained on, since it
   * began to serve here.
   *
   * @return how many by rule, without those that none broke; empty unless requests are {@linkplain
   *     ManagedModelBuilder#validatingRequests validated}
   */
  Map<Rule, Long> brokenRules();

  /**
   * Counts inputs whose answer was rejected since the model was opened: numbers that are not
   * finite, probabilities outside 0 to 1, classes that the task does not declare.
   *
   * @return the number of inputs
   */
  long invalidAnswers();

  /**
   * Returns the audit trail of this model.
   *
   * @return the records, oldest first
   */
  List<AuditRecord> history();

  /**
   * Stops serving: calls under way end, then the network is freed.
   *
   * <p>A training under way is stopped: its trainer is interrupted and {@linkplain
   * io.lifecycle4j.training.TrainingContext#cancelled sees that it is cancelled}, its run fails,
   * and {@link #train} throws an {@link IllegalStateException}.
   *
   * <p>Returns within 61 seconds, whatever hangs: 31 for calls under way and the engine that frees
   * what they used, of which at most 6 for the engine alone; 10 for the log of predictions; 5 each
   * for trainings, for loads, for what follows the registry, and for a listener of drift. What has
   * not ended by then frees its network when it does; a trainer is named in the log and left to its
   * thread. In the middle of a call on this model, from a listener or a function that is served, it
   * does not wait for calls, and the rest happens behind it.
   */
  @Override
  void close();
}
