package io.lifecycle4j.core.serving.rule;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.serving.rollout.ArmTotals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one process counted in some time, as stored. It has nothing of earlier lines.
 *
 * @param kind {@link #TRAFFIC}; others are ignored
 */
record TrafficLine(String kind, Instant from, Instant to, List<Of> versions) {
  static final String TRAFFIC = "traffic";

  TrafficLine {
    required(kind, "kind");
    required(from, "begin");
    required(to, "end");
    versions = copy(versions, "versions");
  }

  /**
   * The counts of one version.
   *
   * @param latencies the number of each bucket that is not empty, followed by its count
   */
  record Of(int version, long errors, long refusals, List<Long> latencies) {
    Of {
      latencies = copy(latencies, "latencies");
      ArmTotals.of(errors, refusals, latencies); // has the checks
    }

    static Of of(int version, ArmTotals totals) {
      return new Of(version, totals.errors(), totals.refusals(), totals.storedLatencies());
    }

    ArmTotals totals() {
      return ArmTotals.of(errors, refusals, latencies);
    }
  }

  static TrafficLine of(Instant from, Instant to, Map<Integer, ArmTotals> counted) {
    List<Of> versions = new ArrayList<>();
    counted.forEach((version, totals) -> versions.add(Of.of(version, totals)));
    return new TrafficLine(TRAFFIC, from, to, versions);
  }
}
