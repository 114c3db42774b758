package io.lifecycle4j.core.serving.traffic;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.traffic.StoredCounts;
import io.lifecycle4j.core.traffic.TrafficCounts;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one process counted in some time, as stored. It has nothing of earlier lines, except for
 * {@code sums}.
 *
 * @param kind {@link #TRAFFIC}; others are ignored
 * @param sums all that this journal has of the newest arms, this line included, so that lines
 *     before may be erased; null in most lines
 */
@WithoutNulls
record TrafficLine(
    String kind, Instant from, Instant to, List<Of> versions, @Nullable List<Of> sums) {
  static final String TRAFFIC = "traffic";

  TrafficLine {
    required(kind, "kind");
    required(from, "begin");
    required(to, "end");
    versions = copy(versions, "versions");
    sums = sums == null ? null : copy(sums, "sums");
  }

  /**
   * The counts of a version.
   *
   * @param rollout the rollout in whose step they are of an arm; null if they are of none
   * @param step null without a rollout
   */
  @WithoutNulls
  record Of(StoredCounts counts, @Nullable String rollout, @Nullable Integer step, int version) {
    Of {
      required(counts, "counts");
      check((rollout == null) == (step == null), "Invalid arm: %s of %s", step, rollout);
    }

    static Of of(Counted whose, TrafficCounts counts) {
      boolean isArm = whose.isArm();
      return new Of(
          StoredCounts.of(counts),
          isArm ? whose.rollout() : null,
          isArm ? whose.step() : null,
          whose.version());
    }

    Counted whose() {
      return rollout == null || step == null
          ? Counted.of(version)
          : new Counted(version, rollout, step);
    }
  }

  static TrafficLine of(Instant from, Instant to, Map<Counted, TrafficCounts> counted) {
    return new TrafficLine(TRAFFIC, from, to, stored(counted), null);
  }

  /** Returns the same with the sums that result from it. */
  TrafficLine with(Map<Counted, TrafficCounts> all) {
    return new TrafficLine(kind, from, to, versions, stored(all));
  }

  private static List<Of> stored(Map<Counted, TrafficCounts> counted) {
    return counted.entrySet().stream()
        .map(each -> Of.of(each.getKey(), each.getValue()))
        .sorted(
            Comparator.comparingInt(Of::version)
                .thenComparing(of -> of.whose().rollout())
                .thenComparingInt(of -> of.whose().step()))
        .toList();
  }

  boolean isKnown() {
    return kind.equals(TRAFFIC);
  }
}
