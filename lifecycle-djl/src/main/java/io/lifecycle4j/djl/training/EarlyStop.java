package io.lifecycle4j.djl.training;

/**
 * When to stop early.
 *
 * @param patience how many epochs without a better one are accepted
 * @param minDelta by how much a loss must be less to be better
 */
record EarlyStop(int patience, double minDelta) {
  Watch start() {
    return new Watch(this);
  }

  /** Remembers the best epoch of one training. */
  static final class Watch {
    private final EarlyStop rule;
    private double best = Double.POSITIVE_INFINITY;
    private int bestEpoch;

    private Watch(EarlyStop rule) {
      this.rule = rule;
    }

    /** Takes the loss of the next epoch and tells whether it is the best one so far. */
    boolean better(int epoch, double loss) {
      // Against the best, not against the last: a slow climb must run out of patience too.
      boolean better = bestEpoch == 0 || loss < best - rule.minDelta;
      if (better) {
        best = loss;
        bestEpoch = epoch;
      }
      return better;
    }

    boolean over(int epoch) {
      return epoch - bestEpoch >= rule.patience;
    }

    int bestEpoch() {
      return bestEpoch;
    }
  }
}
