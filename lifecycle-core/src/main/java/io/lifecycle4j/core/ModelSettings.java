package io.lifecycle4j.core;

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
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingListener;
import java.util.List;
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
   */
  record Training(List<Step> steps, @Nullable Trainer trainer, TrainingListener progress) {}

  /**
   * Who receives alerts.
   *
   * @param policy when they are opened and cleared
   */
  record Alerting(AlertPolicy policy, List<Consumer<? super Alert>> listeners) {}

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
