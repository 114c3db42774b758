package io.lifecycle4j.core.serving.rollout;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * The counts of one process in one step, as stored. Each line has all counts of the step so far.
 *
 * @param kind {@link #COUNTS}; others are ignored
 */
record SignalLine(String kind, String rollout, int step, Arm canary, Arm control) {
  static final String COUNTS = "counts";

  SignalLine {
    required(kind, "kind");
    required(rollout, "rollout");
    required(canary, "counts of the canary");
    required(control, "counts of the control");
  }

  /**
   * The counts of one arm.
   *
   * @param latencies the number of each bucket that is not empty, followed by its count
   */
  record Arm(long errors, long refusals, List<Long> latencies) {
    Arm {
      latencies = copy(latencies, "latencies");
      LatencyCounts.of(latencies); // has the checks
    }

    static Arm of(ArmTotals totals) {
      return new Arm(totals.errors(), totals.refusals(), totals.latencies().pairs());
    }

    ArmTotals totals() {
      return ArmTotals.of(errors, refusals, latencies);
    }
  }

  static SignalLine of(StepCounters counters) {
    return new SignalLine(
        COUNTS,
        counters.rollout(),
        counters.step(),
        Arm.of(counters.canary()),
        Arm.of(counters.control()));
  }

  boolean isOf(String id, int number) {
    return kind.equals(COUNTS) && rollout.equals(id) && step == number;
  }
}
