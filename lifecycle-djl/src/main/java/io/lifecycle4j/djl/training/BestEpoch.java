package io.lifecycle4j.djl.training;

import java.util.Map;

/**
 * The best epoch so far by a metric of the validation rows, and what follows from epochs that are
 * not better: the end of the training, and drops of the learning rate. Not thread-safe.
 */
final class BestEpoch {
  private final EarlyStop rule;
  private final int direction;
  private final boolean stops;
  private final Schedule schedule;
  private double best = Double.NaN;
  private int epoch;
  private int dropped;
  private int drops;

  /**
   * Begins before the first epoch.
   *
   * @param rule the metric, and when it is better
   * @param direction 1 if higher values are better, else -1
   * @param stops whether the training ends once the patience of the rule is exhausted
   * @param schedule drops the learning rate if it is a plateau
   */
  BestEpoch(EarlyStop rule, int direction, boolean stops, Schedule schedule) {
    this.rule = rule;
    this.direction = direction;
    this.stops = stops;
    this.schedule = schedule;
  }

  /** Records the metrics of the next epoch, and returns whether it is the best so far. */
  boolean better(int next, Map<String, Double> metrics) {
    double value = metrics.getOrDefault(rule.logged(), Double.NaN);
    // Compared with the best, not the last, so that a slow decline also exhausts the patience.
    boolean better =
        epoch == 0
            || (value - best) * direction > rule.minDelta()
            || (Double.isNaN(best) && !Double.isNaN(value));
    if (better) {
      best = value;
      epoch = next;
    }
    int patience = schedule.patience();
    if (patience > 0 && next - Math.max(epoch, dropped) >= patience) {
      dropped = next;
      drops++;
    }
    return better;
  }

  boolean over(int now) {
    return stops && now - epoch >= rule.patience();
  }

  /** Says why the training ended after an epoch. */
  String sentence(int now) {
    return rule.logged() + " was best in epoch " + epoch + ", and " + (now - epoch) + " followed";
  }

  /** Returns whether the weights of the best epoch are what training returns. */
  boolean isKept() {
    return stops;
  }

  int epoch() {
    return epoch;
  }

  /** Returns the factor of the learning rate. */
  double factor() {
    return Math.pow(schedule.drop(), drops);
  }

  /** Returns the state, for {@link #restore}. */
  Saved saved() {
    return new Saved(best, epoch, dropped, drops);
  }

  void restore(Saved saved) {
    best = saved.best;
    epoch = saved.epoch;
    dropped = saved.dropped;
    drops = saved.drops;
  }

  /** The state between two epochs. */
  record Saved(double best, int epoch, int dropped, int drops) {}
}
