package io.lifecycle4j.monitoring;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.serving.PredictionHistory;
import io.lifecycle4j.serving.RuledModel;
import java.util.Optional;

/**
 * The monitoring side of a serving model: its predictions, their quality, drift and alerts.
 *
 * <p>Thread-safe. Every method throws a {@link ClosedException} once the model is closed.
 */
public interface WatchedModel extends PredictionHistory, RuledModel {
  /**
   * Returns the monitoring of this process.
   *
   * @return the counts and the drift, which keep changing
   */
  Monitoring monitoring();

  /**
   * Returns a query for the quality of the model's predictions, by recorded ground truth.
   *
   * <pre>{@code
   * model.quality().between(monday, friday).every(Duration.ofDays(1)).measure().markdown()
   * }</pre>
   *
   * @return the query, which selects all logged predictions
   */
  LiveQuality quality();

  /**
   * Compares the loss of the version in production with that of its evaluation, decides about its
   * quality alert, and waits for the decision. The library does this by itself soon after labels
   * arrive. Call this method where you set the clock, as in tests and replays of the past.
   *
   * @return the loss; empty if no version is in production, if it has no evaluation or no
   *     prediction with a label, or if another process measures
   * @throws io.lifecycle4j.error.LifecycleException if the home cannot be read or written
   */
  Optional<LiveLoss> judgeQuality();

  /**
   * Returns the alerts of this model, including those of earlier and other processes.
   *
   * @return the alerts; each of its methods reads them anew
   */
  Alerts alerts();

  /**
   * Begins a backtest of a monitor on logged predictions with inputs.
   *
   * <pre>{@code
   * model.backtest(drift().window(200).build()).between(monday, friday).summary()
   * }</pre>
   *
   * @param monitor the settings to try
   * @return sets the period
   */
  DriftBacktest.Period backtest(DriftMonitor monitor);

  /**
   * Returns the drift reports of the model, of all versions and processes.
   *
   * @return the reports, empty if drift was never monitored
   */
  DriftReports reports();
}
