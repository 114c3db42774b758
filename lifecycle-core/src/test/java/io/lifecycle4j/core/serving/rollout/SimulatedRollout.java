package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.core.serving.rollout.StepJudgement.Outcome;
import io.lifecycle4j.registry.ArmFigures;
import io.lifecycle4j.registry.RolloutCriteria;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.registry.Undecided;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/**
 * Rollouts with made-up requests, through the rule that decides real ones. Two steps, of 5 % and of
 * 25 % of the requests, share the requests of each arm like their shares; a step is judged after
 * each 50 requests, and what is undecided when the requests are used up goes back.
 */
final class SimulatedRollout {
  static final int REQUESTS = 5_000;

  private static final int LOOK = 50;
  private static final double FIRST_STEP = 0.05 / 0.30;
  private static final double MEDIAN_NANOS = 2e6;
  private static final double SPREAD = 0.4;

  private final RolloutCriteria criteria =
      new RolloutCriteria(0.01, 500, 1.5, Duration.ofHours(5), Undecided.BACK);

  private final Random random;
  private final double errors;
  private final double controlErrors;
  private final double slowness;
  private int used;

  private SimulatedRollout(long seed, double errors, double controlErrors, double slowness) {
    this.random = new Random(seed);
    this.errors = errors;
    this.controlErrors = controlErrors;
    this.slowness = slowness;
  }

  /** How simulated rollouts ended. */
  record Ends(int completed, int failed, int undecided) {
    int back() {
      return failed + undecided;
    }
  }

  /** Simulates rollouts of a version with this share of errors, so many times slower. */
  static Ends run(int rollouts, long seed, double errors, double controlErrors, double slowness) {
    Map<Outcome, Integer> ends = new EnumMap<>(Outcome.class);
    for (int i = 0; i < rollouts; i++) {
      SimulatedRollout next = new SimulatedRollout(seed + i, errors, controlErrors, slowness);
      ends.merge(next.outcome(), 1, Integer::sum);
    }
    return new Ends(
        ends.getOrDefault(Outcome.HOLDS, 0),
        ends.getOrDefault(Outcome.FAILS, 0),
        ends.getOrDefault(Outcome.UNDECIDED, 0));
  }

  private Outcome outcome() {
    RolloutFigures[] sum = {RolloutFigures.NONE};
    Outcome first = step((int) (REQUESTS * FIRST_STEP), sum);
    return first == Outcome.HOLDS ? step(REQUESTS, sum) : first;
  }

  /** Runs a step that lasts at least until so many requests of each arm are used. */
  private Outcome step(int least, RolloutFigures[] sum) {
    Arm canary = new Arm();
    Arm control = new Arm();
    Outcome now = Outcome.UNDECIDED;
    while (used < REQUESTS) {
      for (int i = 0; i < LOOK; i++) {
        canary.add(errors, slowness);
        control.add(controlErrors, 1);
      }
      used += LOOK;
      ArmFigures beside = control.totals().figures();
      now = StepJudgement.of(criteria, sum[0], canary.totals(), beside).outcome();
      if (now == Outcome.FAILS || (now == Outcome.HOLDS && used >= least)) {
        break;
      }
    }
    sum[0] = sum[0].plus(new RolloutFigures(canary.totals().figures(), control.totals().figures()));
    return now;
  }

  private final class Arm {
    private final long[] latencies = new long[LatencyCounts.BUCKETS];
    private long requests;
    private long bad;

    void add(double share, double slower) {
      requests++;
      bad += random.nextDouble() < share ? 1 : 0;
      double nanos = MEDIAN_NANOS * slower * Math.exp(SPREAD * random.nextGaussian());
      latencies[LatencyCounts.bucket((long) nanos)]++;
    }

    ArmTotals totals() {
      return new ArmTotals(requests, bad, 0, new LatencyCounts(latencies));
    }
  }
}
