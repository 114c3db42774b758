package io.lifecycle4j;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftMonitorBuilder;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.retraining.AutomatedModelBuilder;
import io.lifecycle4j.serving.Batching;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.serving.Limits;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.serving.PredictionListener;
import io.lifecycle4j.serving.Predictor;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingListener;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Configures and opens a managed model. Setting a part twice is an error. Nothing happens before
 * {@link #open()}. Not thread-safe.
 *
 * @param <I> the type of an input
 * @param <O> the type of a predicted value
 */
public interface ManagedModelBuilder<I, O>
    extends AutomatedModelBuilder<ManagedModelBuilder<I, O>> {
  /**
   * Sets the preprocessing of columns before training and prediction. Default: none.
   *
   * @param steps the steps, in order
   * @return this builder
   */
  ManagedModelBuilder<I, O> preprocessing(Step... steps);

  /**
   * Sets the trainer. Default: none; {@code train} then fails.
   *
   * @param trainer the trainer
   * @return this builder
   */
  ManagedModelBuilder<I, O> trainer(Trainer trainer);

  /**
   * Also copies the checkpoints of trainings to another home, such as one on a disk of another
   * machine or in another medium: {@code checkpointTo(backup.experiments())}. Any home with the
   * same data, whose model names the same experiments, can then {@linkplain
   * io.lifecycle4j.training.TrainableModel#resume resume} the training. Default: they are only in
   * the home of the model.
   *
   * <p>The copy is a run of the same experiment, whose tag {@code copies} names the run; delete it
   * there. If the other home fails, the training goes on: this is logged once, and the tag {@code
   * statesNotCopied} of the run has the reason. A training waits for each copy.
   *
   * @param outside the experiments of another home, open as long as the model
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidValueException if they are those of the home of the model
   */
  ManagedModelBuilder<I, O> checkpointTo(Experiments outside);

  /**
   * Sets the conditions that a version must meet on the holdout rows before this process promotes
   * it. They are in addition to those of the {@linkplain
   * io.lifecycle4j.registry.GovernedModel#promotionPolicy policy}, which bind every process. {@link
   * #open} rejects a bound that no value of a metric reaches. It logs a warning for a gate that
   * always passes or only requires worse values. Default: only those of the policy.
   *
   * <p>If there is any condition and the versions of the task have baselines, {@link
   * io.lifecycle4j.registry.Gates#betterThanBaseline} is required too, on the first metric of the
   * task that can be compared. To compare by another metric, name that gate. To leave the
   * comparison out, name {@link io.lifecycle4j.registry.Gates#withoutBaseline} with the reason,
   * here or in the policy.
   *
   * <p>If a policy requires a custom gate, this process can promote only if the gate is named here.
   *
   * @param requirements conditions on metrics, and gates
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidValueException if a condition refers to anything but
   *     metrics
   */
  ManagedModelBuilder<I, O> gates(Requirement... requirements);

  /**
   * Limits the expected number of false promotions in a period. The default is {@code
   * falsePromotions(1).per(ofDays(365))}, unless the policy of the alias {@link
   * io.lifecycle4j.registry.PromotionPolicy#falsePromotions has} a limit. If both have one, both
   * are kept.
   *
   * <p>A promotion is false if a comparison of a gate passed wrongly: {@code betterThanProduction}
   * although the version is no better, or {@code notWorseThanProduction} although it is worse by
   * the margin or more. The expected number of false promotions in any such period is at most the
   * limit, however many versions are trained and tried, and even if all of them are such versions.
   *
   * <p>Nine tenths of the limit are a budget for looks at held-out rows that compare two versions.
   * A tenth may be saved up; eight tenths are added evenly over time. Each look may spend half of
   * what is available. With the default, one look a day gets a level of about 0.0022, and one look
   * a month 0.03. The last tenth is a reserve, because the level of the tests is not exact.
   *
   * <p>In addition, all versions of the model that are tried on the same held-out rows, by any
   * gates and in any dataset, are together promoted falsely with a probability of at most 5 %: see
   * {@link io.lifecycle4j.evaluation.HoldoutLook.Spent}.
   *
   * <p>The limit covers gates that compare with production: built-in ones, and custom ones with
   * {@code Comparison.notWorseBy} or {@code better}, if a promotion requires all of them. It does
   * not cover bounds such as {@code metric("accuracy").atLeast(0.9)}, or comparisons with
   * baselines, which have a level of 5 % each. Do not fit versions to the figures of evaluations on
   * the rows that judge them; no budget can allow for that.
   *
   * @param most the number, such as 1 or 0.1
   * @return sets the period
   * @throws io.lifecycle4j.error.InvalidValueException if the number is not positive and finite
   */
  PromisedRate<I, O> falsePromotions(double most);

  /**
   * Judges all versions on the holdout of one split, instead of their own holdouts. The first
   * process that opens the model with this setting pins the holdout, as an entry of the audit
   * trail, and it binds every process. {@link io.lifecycle4j.registry.GovernedModel#pinHoldout}
   * replaces it, and describes which versions are rejected. A read-only home pins nothing. Default:
   * the pinned holdout, or none.
   *
   * @param split a split of a dataset of this home, with a holdout
   * @return this builder
   */
  ManagedModelBuilder<I, O> holdout(Split split);

  /**
   * A number of false promotions without a period yet. {@link #open} rejects a builder without the
   * period.
   *
   * @param <I> the type of an input
   * @param <O> the type of a predicted value
   */
  interface PromisedRate<I, O> {
    /**
     * Sets the period.
     *
     * @param period the period, such as 365 days
     * @return the builder
     * @throws io.lifecycle4j.error.InvalidValueException if the period is not positive
     */
    ManagedModelBuilder<I, O> per(Duration period);
  }

  /**
   * Monitors live inputs and predictions for drift. Default: no monitoring.
   *
   * @param monitor the settings of the monitor
   * @return this builder
   */
  ManagedModelBuilder<I, O> monitor(DriftMonitor monitor);

  /**
   * Monitors live inputs and predictions for drift: {@code
   * monitor(drift().atMostFalseAlarms(1).per(ofDays(90)))}.
   *
   * @param monitor the settings of the monitor
   * @return this builder
   */
  default ManagedModelBuilder<I, O> monitor(DriftMonitorBuilder monitor) {
    return monitor(required(monitor, "drift monitor").build());
  }

  /**
   * Sets the listener that receives the progress of training. Default: none.
   *
   * @param listener the listener; runs on the training thread
   * @return this builder
   */
  ManagedModelBuilder<I, O> onProgress(TrainingListener listener);

  /**
   * Sets the listener that receives every prediction. Default: none.
   *
   * @param listener the listener; runs on the thread that predicts
   * @return this builder
   */
  ManagedModelBuilder<I, O> onPrediction(PredictionListener<? super I, ? super O> listener);

  /**
   * Sets the listener that receives the drift report of every full window, one at a time. Of
   * several processes that serve a model, one evaluates windows and calls its listener. Drift is
   * also logged as a warning. Default: none.
   *
   * <p>At most 64 reports wait for a slow listener; further ones are not passed on. All are
   * {@linkplain io.lifecycle4j.monitoring.WatchedModel#reports() kept}. Closing the model waits at
   * most five seconds for pending reports.
   *
   * @param listener the listener; runs on a thread of the library, never on that of a prediction;
   *     exceptions that it throws are logged; it may close the model
   * @return this builder
   */
  ManagedModelBuilder<I, O> onDrift(Consumer<DriftReport> listener);

  /**
   * Sets when alerts are cleared and reopened, and how severe they are. Default: {@link
   * AlertPolicy#DEFAULT}.
   *
   * @param policy the policy
   * @return this builder
   */
  ManagedModelBuilder<I, O> alerts(AlertPolicy policy);

  /**
   * Adds a listener of alerts, like {@link #onAlert(String, Consumer)}. Its name is its number
   * among the alert listeners of this builder, from 1. Name listeners that another release may
   * order differently.
   *
   * @param listener the listener
   * @return this builder
   */
  ManagedModelBuilder<I, O> onAlert(Consumer<? super Alert> listener);

  /**
   * Adds a listener that receives an alert when it is opened, becomes more severe, or is cleared.
   * Page somebody only if {@link Alert#isOpen()}. Alerts are also logged. Default: none.
   *
   * <p>The home stores under the name how far the listener is. One process delivers for all that
   * serve the model and have a listener of this name: one alert at a time, at least once, including
   * alerts decided before a restart. If a listener throws, it is called again after about one
   * second, then two, up to 5 minutes, or when an {@link io.lifecycle4j.error.OverloadedException}
   * states. After 20 attempts, the alert is logged as an error and skipped: see {@link
   * io.lifecycle4j.monitoring.Alerts#retryUndelivered()}. No listener waits for another one.
   *
   * @param name a name of your choice, such as {@code pager}
   * @param listener the listener; runs on a thread of the library, never on that of a prediction;
   *     it may block, and may close the model; it is interrupted if it still runs 4 seconds after
   *     the model began to close
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be a name
   * @throws io.lifecycle4j.error.InvalidValueException if another alert listener has this name
   */
  ManagedModelBuilder<I, O> onAlert(String name, Consumer<? super Alert> listener);

  /**
   * Validates requests against the rules of the serving version's training data, including those of
   * its schema: ranges, lists, patterns, order of two columns. Rules about all rows or the label
   * and custom checks are left out. With {@link InvalidRequestPolicy#REJECT}, a version whose rules
   * cannot be read or do not fit the inputs does not serve; with {@link InvalidRequestPolicy#LOG},
   * it serves unchecked.
   *
   * <p>Default: {@link InvalidRequestPolicy#OFF}, because each check adds latency and only the user
   * knows whether live requests must obey the rules of the training data. An input that the
   * preprocessing cannot handle is rejected in any case.
   *
   * @param policy how a request that breaks a rule is handled
   * @return this builder
   */
  ManagedModelBuilder<I, O> validatingRequests(InvalidRequestPolicy policy);

  /**
   * Serves a function instead of registered versions, with the same prediction log and listeners.
   * The first eleven windows of its inputs become the drift reference.
   *
   * @param function predicts one input; thread-safe
   * @return this builder
   */
  ManagedModelBuilder<I, O> serving(Function<? super I, ? extends O> function);

  /**
   * Serves a predictor instead of registered versions, with the same prediction log and listeners.
   * What it throws fails all inputs of a call, while a {@linkplain #serving function} fails for
   * one.
   *
   * @param predictor predicts inputs; thread-safe
   * @return this builder
   */
  ManagedModelBuilder<I, O> servingBatches(Predictor<I, O> predictor);

  /**
   * Sets a function that predicts if no version can: none is in production, none can be loaded, or
   * the one that serves fails too often and there is no earlier version. Default: none; calls then
   * fail, or the failing version keeps serving.
   *
   * <p>A version fails too often if, in half of 100 calls, its network throws or its output is not
   * valid. For 60 seconds, the previous version in production serves, or otherwise the function.
   * Then ten calls test the failing version. Rejected inputs and errors of the virtual machine do
   * not count. If fewer than ten different inputs or keys failed, the version keeps serving as long
   * as its golden rows are right. A prediction of the function has no version.
   *
   * @param function predicts one input; thread-safe; what it throws reaches the caller
   * @return this builder
   */
  ManagedModelBuilder<I, O> fallback(Function<? super I, ? extends O> function);

  /**
   * Limits the calls on the model. Calls beyond the limits throw an {@link
   * io.lifecycle4j.error.OverloadedException}, which states when to retry. Default: no limits.
   *
   * @param limits the limits
   * @return this builder
   */
  ManagedModelBuilder<I, O> limits(Limits limits);

  /**
   * Sets how long predictions are kept in the log, such as {@code days(90)}. Default: {@link
   * Retention#unlimited()}, for ever.
   *
   * <p>What is deleted is logged at INFO, with the number of predictions and their time. If several
   * processes have the model open, each deletes what its own retention does not keep.
   *
   * @param retention by age, size or both
   * @return this builder
   */
  ManagedModelBuilder<I, O> keepPredictions(Retention retention);

  /**
   * Runs inputs of concurrent calls together. A call that finds as many others running as there are
   * processors joins the next run; it still has its own outcome, and a bad input fails alone.
   * Default: each call runs alone, which has the lowest latency.
   *
   * <p>Inputs may be read on the thread of another call. A served function is called for each call
   * alone, and so is a call with more inputs than fit into a batch.
   *
   * @param batching the settings
   * @return this builder
   */
  ManagedModelBuilder<I, O> batching(Batching batching);

  /**
   * Sets which predictions are logged with their inputs, and whether these are hashed. Default:
   * {@link LoggedInputs#all()}.
   *
   * <p>Columns that are {@linkplain io.lifecycle4j.schema.ColumnBuilder#asPrivate() private} are
   * never logged: neither those of the inputs, nor those that are private in the training data of a
   * version that serves. Consider a share for large tensors, since all predictions together wait in
   * 8 MiB while they are written.
   *
   * @param inputs the share
   * @return this builder
   */
  ManagedModelBuilder<I, O> loggedInputs(LoggedInputs inputs);

  /**
   * Rolls back the version in production once a condition certainly holds for it: {@code
   * errorRate().above(0.02).or(latencyP99().above(ofMillis(20)))}. Of several processes with a
   * rule, one decides by the requests of all of them. Default: no rule.
   *
   * <p>A rate must exceed its bound over its trailing time and in a sequential test. If at least
   * half of the requests of two seconds fail, and at least 10 do, an error rate needs no test.
   * Nothing is rolled back twice for one cause: a rule acts only on a version that was promoted or
   * rolled out. It does not act if the previous version was as bad when it last served, or cannot
   * answer today's inputs. The actor of the rollback is the user that this process runs as; the
   * reason states the figures. {@link io.lifecycle4j.serving.RuledModel#ruleDecisions} returns all
   * decisions.
   *
   * @param rule comparisons of error rates, refusal rates, latencies, drift or live metrics with
   *     bounds, joined by {@code and} and {@code or}
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidValueException if a version cannot be judged by it
   */
  ManagedModelBuilder<I, O> rollbackWhen(Condition rule);

  /**
   * Opens the model: loads the version in production and follows promotions. In a read-only home it
   * serves the same way, but predictions are not logged.
   *
   * <p>A version in production that cannot be loaded (corrupt or lost files, a failing engine) does
   * not prevent the model from opening: {@code predict} then throws an exception that states the
   * cause, and promotion and rollback work. The same holds for a version that is still loading
   * after a minute.
   *
   * @return the model; close it
   * @throws io.lifecycle4j.error.InvalidValueException if the inputs lack a column of the version
   *     in production
   * @throws io.lifecycle4j.error.UntrustedModelException if that version has another task
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted
   */
  ManagedModel<I, O> open();
}
