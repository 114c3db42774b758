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
import io.lifecycle4j.validation.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One model with its trainer, gates, watch and the version that serves.
 *
 * <p>Thread-safe. Serving follows promotions by itself, also those of other processes: a call that
 * began on the old version ends on it, the next one takes the new. After {@link #close()} every
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
   * training; the run ends as FAILED and nothing is registered.
   *
   * @param split the rows; the holdout is not touched
   * @return the candidate, durable on return
   * @throws io.lifecycle4j.error.TrainingFailedException if training gave no model
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted
   */
  ModelVersion train(Split split);

  /**
   * Measures a version on the held-out rows of its split.
   *
   * @param version a version of this model
   * @return its metrics, beside those of the best constant answer
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
   * one record of the audit trail.
   *
   * @param version a version of this model
   * @param actor who promotes
   * @param reason why
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.GateFailedException if a gate did not pass; nothing moved
   * @throws io.lifecycle4j.error.NotFoundException if the version is not registered
   * @throws io.lifecycle4j.error.ConflictException if another promotion came between
   */
  AuditRecord promote(ModelVersion version, Actor actor, String reason);

  /**
   * Puts an earlier version into production again.
   *
   * <p>It is the newest earlier production version that was not itself rolled back. Repeated, it
   * goes further back, never forward.
   *
   * @param actor who rolls back
   * @param reason why
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if there is no earlier version; nothing moved
   * @throws io.lifecycle4j.error.ConflictException if another promotion came between
   */
  AuditRecord rollback(Actor actor, String reason);

  /**
   * Finds the version in production.
   *
   * @return the version, or empty when none was promoted
   */
  Optional<ModelVersion> findProduction();

  /**
   * Answers an input. Runs on the calling thread and does not react to interrupts.
   *
   * @param input the input
   * @return the answer
   * @throws io.lifecycle4j.error.NotFoundException if no version is in production
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
   * @throws io.lifecycle4j.error.InvalidValueException if an input does not fit the model
   * @throws io.lifecycle4j.validation.RequestRejectedException if one breaks a rule and such
   *     requests are to be refused; none is answered
   */
  List<Prediction<O>> predict(List<? extends I> inputs);

  /**
   * Tells what became of the predictions that were answered since the model was opened.
   *
   * <p>Predicting never fails because of the log. Predictions are written every 10 ms, later while
   * no core is free for it. While they cannot be written, up to 65,536 of them (8 MiB) wait, and
   * are written once they can be. What finds no room and no progress for a second is lost, which is
   * counted here and logged as an error. The death of the process loses those that wait. {@link
   * #close} waits up to 10 s for what is left to be written.
   *
   * @return how many predictions are logged, wait or are lost, as seen at one moment
   */
  PredictionLogStatus log();

  /**
   * Returns the report of the last full window of the version that serves.
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
   * Returns the audit trail of this model.
   *
   * @return the records, oldest first
   */
  List<AuditRecord> history();

  /** Stops serving: calls under way end, then the network is freed. */
  @Override
  void close();
}
