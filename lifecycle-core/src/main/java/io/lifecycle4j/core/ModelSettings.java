package io.lifecycle4j.core;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.MetricBound;
import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.registry.GateChecks;
import io.lifecycle4j.core.schema.MetricNames;
import io.lifecycle4j.core.serving.ServingSettings;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
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
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a user wants of a model. Immutable. */
record ModelSettings<I, O>(
    String name,
    Columns<I> columns,
    Task<O> task,
    Promotion promotion,
    Training training,
    Retraining retraining,
    Monitoring monitoring,
    ServingSettings<I, O> serving) {

  /**
   * Which versions are promoted.
   *
   * @param gates what a version must fulfil
   * @param promise how many may be promoted falsely; null if that is not named
   * @param holdout a split whose holdout judges all of them; null if none is named
   */
  record Promotion(List<Gate> gates, @Nullable FalsePromotions promise, @Nullable Split holdout) {}

  /** A condition on what is watched of the version in production, for messages. */
  record Watched(String what, Condition condition) {}

  /** Returns the conditions on what is watched of the version in production. */
  List<Watched> watched() {
    List<Watched> all = new ArrayList<>();
    Condition rule = serving.rule();
    if (rule != null) {
      all.add(new Watched("rollback rule of " + name, rule));
    }
    RetrainingPolicy policy = retraining.policy();
    if (policy != null) {
      all.add(new Watched("condition of retrainings of " + name, policy.condition()));
    }
    return all;
  }

  /**
   * Rejects gates and conditions on metrics that a task does not have, whose classes are perhaps
   * known only now.
   */
  void checkMetrics(Task<?> known) {
    GateChecks.checkMetrics(name, gates(), known);
    for (Watched each : watched()) {
      for (Subject subject : each.condition().subjects()) {
        if (subject instanceof MetricSubject || subject instanceof MetricBound) {
          MetricNames.require(each.what(), subject.key(), known);
        }
      }
    }
  }

  List<Gate> gates() {
    return promotion.gates();
  }

  Optional<FalsePromotions> promise() {
    return Optional.ofNullable(promotion.promise());
  }

  /**
   * How versions are trained.
   *
   * @param trainer null if they are only registered
   * @param outside where states are copied to; null if they are not
   */
  record Training(
      List<Step> steps,
      @Nullable Trainer trainer,
      TrainingListener progress,
      @Nullable Experiments outside) {}

  /**
   * Who receives alerts.
   *
   * @param policy when they are opened and cleared
   * @param listeners the listeners by their names
   */
  record Alerting(AlertPolicy policy, Map<String, Consumer<? super Alert>> listeners) {}

  /**
   * When versions are trained anew, and on which rows.
   *
   * @param policy null if they are never trained anew
   * @param data null likewise
   */
  record Retraining(@Nullable RetrainingPolicy policy, @Nullable RetrainingData data) {}

  /**
   * The rows of a retraining.
   *
   * @param isLog whether they are logged predictions, which become a version of the dataset
   */
  record RetrainingData(String dataset, boolean isLog, SplitPlan plan) {}

  /**
   * What is checked and kept of requests and answers.
   *
   * @param drift when drift is looked for; null for the default
   */
  record Monitoring(
      @Nullable DriftMonitor drift,
      Consumer<DriftReport> onDrift,
      Alerting alerts,
      InvalidRequestPolicy invalid,
      LoggedInputs inputs,
      Retention retention) {}
}
