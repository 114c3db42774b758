package io.lifecycle4j.djl.training;

/**
 * The rule for early stopping.
 *
 * @param patience how many epochs without improvement are accepted
 * @param minDelta the least decrease of the loss that counts as an improvement
 */
record EarlyStop(int patience, double minDelta) {
  Watch start() {
    return new Watch(this);
  }

  /** Tracks the best epoch of a training. */
  static final class Watch {
    private final EarlyStop rule;
    private double best = Double.POSITIVE_INFINITY;
    private int bestEpoch;

    private Watch(EarlyStop rule) {
      this.rule = rule;
    }

    /** Records the loss of the next epoch, and returns whether it is the best so far. */
    boolean better(int epoch, double loss) {
      // Compared with the best, not the last, so that a slow increase also exhausts the patience.
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
