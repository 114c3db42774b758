package io.lifecycle4j.monitoring;

import io.lifecycle4j.serving.PredictionHistory;
import io.lifecycle4j.serving.RuledModel;
import java.util.Optional;

/**
 * What is known of a model that serves: what it answered, how good that was, and how its inputs
 * changed.
 *
 * <p>Thread-safe. After the model is closed every method throws {@link IllegalStateException}.
 */
public interface WatchedModel extends PredictionHistory, RuledModel {
  /**
   * Returns what was seen of the predictions in this process.
   *
   * @return the counts and the drift, which go on changing
   */
  Monitoring monitoring();

  /**
   * Returns a query of how good the answers of the model were, by the ground truth that was
   * recorded for them.
   *
   * <pre>{@code
   * model.quality().between(monday, friday).every(Duration.ofDays(1)).measure().markdown()
   * }</pre>
   *
   * @return the query, which selects all logged predictions
   */
  LiveQuality quality();

  /**
   * Measures the loss of the version in production beside that of its evaluation, decides about the
   * alert of its quality, and waits for it. That is done without it too, soon after labels came;
   * call it where time does not pass by itself, as in tests and replays of the past.
   *
   * @return the loss; empty if no version is in production, if it has no evaluation or no
   *     prediction with a label, or if another process measures
   * @throws io.lifecycle4j.error.LifecycleException if the home cannot be read or written
   */
  Optional<LiveLoss> judgeQuality();

  /**
   * Returns the alerts of this model, those of earlier and other processes included.
   *
   * @return the alerts, which each of its methods reads again
   */
  Alerts alerts();

  /**
   * Begins a backtest: what a monitor would have said about logged predictions with inputs, before
   * it is used.
   *
   * <pre>{@code
   * model.backtest(drift().window(200).build()).between(monday, friday).summary()
   * }</pre>
   *
   * @param monitor the settings to try
   * @return chooses the period
   */
  DriftBacktest.Period backtest(DriftMonitor monitor);

  /**
   * Returns the drift reports of the model, of all versions and processes.
   *
   * @return the reports, empty if drift was never monitored
   */
  DriftReports reports();
}
