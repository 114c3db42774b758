package io.lifecycle4j.core.serving.rollout;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.ArrayList;
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
      check(latencies.size() % 2 == 0, "Invalid latencies: %s numbers", latencies.size());
      for (int i = 0; i < latencies.size(); i += 2) {
        check(
            latencies.get(i) >= 0
                && latencies.get(i) < LatencyCounts.BUCKETS
                && latencies.get(i + 1) > 0,
            "Invalid latencies: %s in bucket %s",
            latencies.get(i + 1),
            latencies.get(i));
      }
    }

    static Arm of(ArmTotals totals) {
      List<Long> latencies = new ArrayList<>();
      for (int bucket = 0; bucket < LatencyCounts.BUCKETS; bucket++) {
        long count = totals.latencies().count(bucket);
        if (count > 0) {
          latencies.add((long) bucket);
          latencies.add(count);
        }
      }
      return new Arm(totals.errors(), totals.refusals(), latencies);
    }

    ArmTotals totals() {
      long[] counts = new long[LatencyCounts.BUCKETS];
      long requests = 0;
      for (int i = 0; i < latencies.size(); i += 2) {
        counts[latencies.get(i).intValue()] += latencies.get(i + 1);
        requests += latencies.get(i + 1);
      }
      return new ArmTotals(requests, errors, refusals, new LatencyCounts(counts));
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
