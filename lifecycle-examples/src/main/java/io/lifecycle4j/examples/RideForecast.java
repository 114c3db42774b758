package io.lifecycle4j.examples;

import static io.lifecycle4j.condition.Conditions.drifted;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.preprocessing.Steps.dateParts;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static io.lifecycle4j.schema.Tasks.regression;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.retraining.RetrainingPolicy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The model of {@link WatchedRidership}: what it is, what a new version must be better than, when a
 * version is rolled back, and when the next one is trained.
 *
 * <p>It is linear: the passengers at a station by the weekday, the season, the temperature, and the
 * passengers at twenty stations 14 days before.
 */
final class RideForecast {
  /** The name of the model. */
  static final String MODEL = "riders";

  static final String RMSE = "rmse";

  /** No version that is right is so many times as bad as the naive forecast. */
  private static final double ABSURD = 3;

  /** A version serves for some years before the next one is trained. */
  private static final Duration COOL_DOWN = Duration.ofDays(1_000);

  private final double naive;
  private final Narrator tell;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * Creates the model.
   *
   * @param naive the error of the naive forecast before the model, in thousand passengers: a model
   *     that is worse is of no use
   */
  RideForecast(double naive, Narrator tell) {
    this.naive = naive;
    this.tell = tell;
  }

  ManagedModel<RideDay, Double> open(
      Lifecycle lifecycle, DriftMonitor monitor, Consumer<DriftReport> judged) {
    return lifecycle
        .model(MODEL, RideDay.INPUT, regression(RideDay.LABEL))
        .preprocessing(
            dateParts("date", DatePart.MONTH_SIN, DatePart.MONTH_COS),
            oneHot("weekday"),
            standardize("temp"),
            standardize(column -> RideDay.STATIONS.contains(column.name())))
        .trainer(
            DjlTrainer.builder()
                .network(Network.builder().build()) // linear
                .learningRate(0.02)
                .batchSize(64)
                .epochs(25)
                .schedule(Schedule.cosine())
                .build())
        .gates(
            gate("better than as many as 14 days before", (candidate, old) -> beats(candidate)),
            withoutBaseline("It is linear"))
        .monitor(monitor)
        .onDrift(judged) // once its alerts are decided
        .rollbackWhen(metric(RMSE).above(Math.rint(10 * ABSURD * naive) / 10))
        .retraining(
            RetrainingPolicy.when(drifted().and(metric(RMSE).above(naive)))
                .coolDown(COOL_DOWN)
                .build())
        .retrainFrom(RideHistory.DATASET)
        .split(byRole(RideDay.ROLE))
        .open();
  }

  /** The gate: a candidate that loses to the naive forecast is of no use. */
  private boolean beats(JudgedVersion candidate) {
    int before = candidate.rows().schema().indexOf(RideDay.OWN);
    int came = candidate.rows().schema().indexOf(RideDay.LABEL);
    double[] squares = new double[1];
    candidate
        .rows()
        .forEach(day -> squares[0] += Math.pow(day.number(before) - day.number(came), 2));
    double held = Math.sqrt(squares[0] / candidate.size());
    double error = candidate.metric(RMSE);
    if (told.add(candidate.label())) { // a retraining asks before it promotes, and once more then
      tell.say(
          "the gate: %s has an error of %.2f on held-out days, the naive forecast %.2f: %s",
          candidate.label(), error, held, error < held ? "passes" : "refused");
    }
    return error < held;
  }
}
