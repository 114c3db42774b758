package io.lifecycle4j.core;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.monitoring.MonitorChecks;
import io.lifecycle4j.core.registry.GateChecks;
import io.lifecycle4j.core.schema.TaskClasses;
import io.lifecycle4j.core.serving.FunctionPredictor;
import io.lifecycle4j.core.serving.ModelRules;
import io.lifecycle4j.core.serving.ServingSettings;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.evaluation.FalsePromotions;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Task;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the settings of a model before it is opened. */
final class DefaultManagedModelBuilder<I, O> implements ManagedModelBuilder<I, O> {
  /** The logger of all builders. */
  static final Logger LOG = LoggerFactory.getLogger(DefaultManagedModelBuilder.class);

  private static final String PROMISE = "rate of false promotions";

  private final DefaultLifecycle home;
  private final String name;
  private final Columns<I> columns;
  private final Task<O> task;
  private final List<PredictionListener<? super I, ? super O>> listeners = new ArrayList<>();
  private final Set<String> set = new HashSet<>();
  private List<Step> steps = List.of();
  private List<Gate> gates = List.of();
  private @Nullable FalsePromotions promise;
  private @Nullable Split holdout;
  private @Nullable Trainer trainer;
  private TrainingListener progress = now -> {};
  private @Nullable Experiments outside;
  private @Nullable Predictor<I, O> predictor;
  private @Nullable Limits limits;
  private @Nullable Batching batching;
  private @Nullable Predictor<I, O> fallback;
  private LoggedInputs inputs = LoggedInputs.all();
  private Retention retention = Retention.unlimited();
  private @Nullable RetrainingPolicy retraining;
  private ModelSettings.@Nullable RetrainingData rows;
  private @Nullable DriftMonitor monitor;
  private InvalidRequestPolicy policy = InvalidRequestPolicy.OFF;
  private Consumer<DriftReport> onDrift = report -> {};
  private AlertPolicy alerts = AlertPolicy.DEFAULT;
  private final Map<String, Consumer<? super Alert>> onAlert = new LinkedHashMap<>();
  private @Nullable Condition rule;
  private final Logger log;

  DefaultManagedModelBuilder(
      DefaultLifecycle home, String name, Columns<I> columns, Task<O> task, Logger log) {
    this.home = home;
    this.name = name;
    this.columns = columns;
    this.task = task;
    this.log = log;
    AnswerColumns.of(task)
        .after(columns.schema()); // rejects columns for which drift cannot be monitored
  }

  @Override
  public ManagedModelBuilder<I, O> preprocessing(Step... given) {
    once("preprocessing");
    steps = copy(Arrays.asList(required(given, "preprocessing")), "preprocessing");
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> trainer(Trainer given) {
    once("trainer");
    trainer = required(given, "trainer");
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> checkpointTo(Experiments given) {
    once("copies of checkpoints");
    check(
        !required(given, "experiments of another home").equals(home.experiments()),
        "Invalid builder of %s: checkpoints are copied to the home itself (needs another one)",
        name);
    outside = given;
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> gates(Requirement... given) {
    once("gates");
    gates = GateChecks.gates(copy(Arrays.asList(required(given, "gates")), "gates"));
    return this;
  }

  @Override
  public PromisedRate<I, O> falsePromotions(double most) {
    once(PROMISE);
    new FalsePromotions(most, FalsePromotions.DEFAULT.period()); // checks the number
    return period -> {
      promise = new FalsePromotions(most, period);
      return this;
    };
  }

  @Override
  public ManagedModelBuilder<I, O> holdout(Split given) {
    once("holdout");
    holdout = required(given, "split");
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> retraining(RetrainingPolicy policy) {
    once("retraining policy");
    RetrainedModel.checkKnown(required(policy, "retraining policy").condition(), task);
    checkColumns("condition of retrainings", policy.condition());
    retraining = policy;
    return this;
  }

  @Override
  public Rows<ManagedModelBuilder<I, O>> retrainFrom(String dataset) {
    return retrainFrom(dataset, false);
  }

  @Override
  public Rows<ManagedModelBuilder<I, O>> retrainFromPredictions(String dataset) {
    return retrainFrom(dataset, true);
  }

  private Rows<ManagedModelBuilder<I, O>> retrainFrom(String dataset, boolean isLog) {
    once("rows of retrainings");
    checkName("dataset", dataset);
    return plan -> {
      rows = new ModelSettings.RetrainingData(dataset, isLog, required(plan, "split plan"));
      return this;
    };
  }

  @Override
  public ManagedModelBuilder<I, O> monitor(DriftMonitor given) {
    once("drift monitor");
    monitor = required(given, "drift monitor");
    MonitorChecks.inputs(given, columns.schema(), name);
    given.alarms().forEach(alarm -> checkColumns("alarm", alarm));
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> onProgress(TrainingListener listener) {
    once("progress listener");
    progress = required(listener, "progress listener");
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> onPrediction(PredictionListener<? super I, ? super O> listener) {
    listeners.add(calledBack(required(listener, "prediction listener")));
    return this;
  }

  private static <J, P> PredictionListener<J, P> calledBack(PredictionListener<J, P> listener) {
    return (input, prediction) -> Callbacks.run(() -> listener.predicted(input, prediction));
  }

  @Override
  public ManagedModelBuilder<I, O> onDrift(Consumer<DriftReport> listener) {
    once("drift listener");
    required(listener, "drift listener");
    onDrift = report -> Callbacks.run(() -> listener.accept(report));
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> alerts(AlertPolicy given) {
    once("alert policy");
    alerts = required(given, "alert policy");
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> onAlert(Consumer<? super Alert> listener) {
    return onAlert(String.valueOf(onAlert.size() + 1), listener);
  }

  @Override
  public ManagedModelBuilder<I, O> onAlert(String called, Consumer<? super Alert> listener) {
    once("alert listener " + checkName("alert listener", called));
    onAlert.put(called, required(listener, "alert listener"));
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> validatingRequests(InvalidRequestPolicy given) {
    once("policy of requests");
    policy = required(given, "policy of requests");
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> serving(Function<? super I, ? extends O> function) {
    once("predictor");
    predictor = new FunctionPredictor<>(required(function, "function"));
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> servingBatches(Predictor<I, O> given) {
    once("predictor");
    required(given, "predictor");
    predictor = inputs -> Callbacks.call(() -> given.predict(inputs));
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> fallback(Function<? super I, ? extends O> function) {
    once("fallback");
    fallback = new FunctionPredictor<>(required(function, "fallback"));
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> limits(Limits given) {
    once("limits");
    limits = required(given, "limits");
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> batching(Batching given) {
    once("batching");
    batching = required(given, "batching");
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> rollbackWhen(Condition given) {
    once("rollback rule");
    rule = ModelRules.checked(given);
    checkColumns("rollback rule", given);
    return this;
  }

  private void checkColumns(String what, Condition condition) {
    MonitorChecks.condition(what, condition, columns.schema(), task);
  }

  @Override
  public ManagedModelBuilder<I, O> loggedInputs(LoggedInputs given) {
    once("logged inputs");
    inputs = required(given, "logged inputs");
    return this;
  }

  @Override
  public ManagedModelBuilder<I, O> keepPredictions(Retention given) {
    once("retention of predictions");
    retention = required(given, "retention of predictions");
    return this;
  }

  @Override
  public ManagedModel<I, O> open() {
    check(
        predictor == null || rule == null,
        "Invalid builder of %s: a function is rolled back by a rule (it has no versions)",
        name);
    check(
        predictor == null || policy == InvalidRequestPolicy.OFF,
        "Invalid builder of %s: requests to a function are validated (it learned from no dataset)",
        name);
    if (predictor != null && monitor != null) {
      MonitorChecks.function(monitor, name);
    }
    if (predictor == null) { // a function may read the label; train() checks it again
      TaskClasses.checkTrainable(name, columns.schema(), task);
    }
    if (rule != null) {
      ModelRules.checkMetrics(name, rule, task);
      checkMonitored(rule);
    }
    if (retraining != null) {
      checkMonitored(retraining.condition());
    }
    GateChecks.checkMetrics(name, gates, task);
    GateChecks.doubts(name, gates, task)
        .forEach(doubt -> log.warn("A gate of {} may be wrong: {}", name, doubt));
    DefaultManagedModel<I, O> model = new DefaultManagedModel<>(home, settings());
    home.opened(model);
    return model;
  }

  private void checkMonitored(Condition condition) {
    check(
        monitor != null
            || condition.subjects().stream()
                .noneMatch(
                    subject ->
                        subject instanceof WatchSubject.Drift
                            || subject == WatchSubject.Count.DRIFTED_COLUMNS),
        "Invalid builder of %s: '%s' without a drift monitor (set one with monitor(drift()))",
        name,
        condition);
    if (monitor != null) {
      MonitorChecks.condition("condition", condition, monitor);
    }
  }

  ModelSettings<I, O> settings() {
    return new ModelSettings<>(
        name,
        columns,
        task,
        new ModelSettings.Promotion(gates, promised(), holdout),
        new ModelSettings.Training(steps, trainer, progress, outside),
        retrained(),
        new ModelSettings.Monitoring(
            monitor,
            onDrift,
            new ModelSettings.Alerting(
                alerts, Collections.unmodifiableMap(new LinkedHashMap<>(onAlert))),
            policy,
            inputs,
            retention),
        new ServingSettings<>(listeners, predictor, fallback, limits, batching, rule));
  }

  private ModelSettings.Retraining retrained() {
    check(
        (retraining == null) == (rows == null),
        "Invalid builder of %s: %s (needs retrainWhen and retrainFrom, or neither)",
        name,
        retraining == null ? "rows of retrainings, but not when" : "retrainings, but on no rows");
    check(
        retraining == null || (trainer != null && predictor == null),
        "Invalid builder of %s: retrainings without a trainer, or of a served function",
        name);
    return new ModelSettings.Retraining(retraining, rows);
  }

  private @Nullable FalsePromotions promised() {
    if (promise == null && set.contains(PROMISE)) {
      throw new InvalidValueException(
          "Invalid builder of " + name + ": false promotions in no period (name it with per)");
    }
    return promise;
  }

  private void once(String what) {
    checkUnset(!set.add(what), "builder of " + name, what);
  }
}
