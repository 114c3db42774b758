package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.core.serving.rollout.StepJudgement.Outcome;
import io.lifecycle4j.core.traffic.LatencyCounts;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.registry.ArmFigures;
import io.lifecycle4j.registry.RolloutCriteria;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.registry.Undecided;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Rollouts with made-up requests, through the rule that decides real ones. Two steps, of 5 % and of
 * 25 % of the requests, share the requests of each arm like their shares; a step is judged after
 * each 50 requests, and what is undecided when the requests are used up goes back.
 *
 * <p>Run: {@code benchmarks/run.sh serving rollout}
 */
final class SimulatedRollout {
  static final int REQUESTS = 5_000;

  /** Those of every build but the deep ones. */
  static final long SEED = 20_260_102;

  static final int ROLLOUTS = 1_000;

  private static final int LOOK = 50;
  private static final double FIRST_STEP = 0.05 / 0.30;
  private static final double MEDIAN_NANOS = 2e6;
  private static final double SPREAD = 0.4;

  private final RolloutCriteria criteria =
      new RolloutCriteria(0.01, 500, 1.5, Duration.ofHours(5), Undecided.BACK);

  private final Random random;
  private final Version version;
  private int used;

  /** After how many requests of each arm the first step was decided; 0 until then. */
  private int decided;

  private SimulatedRollout(long seed, Version version) {
    this.random = new Random(seed);
    this.version = version;
  }

  /**
   * What is simulated.
   *
   * @param errors the share of errors of the version
   * @param controlErrors that of the version in production
   * @param slowness how many times slower the version is
   */
  record Version(String name, double errors, double controlErrors, double slowness) {
    static final Version HEALTHY = new Version("healthy", 0.005, 0.005, 1);
    static final Version BAD = new Version("bad", 0.03, 0.005, 1);

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s (errors %.1f %%, control %.1f %%, %.1f times slower)",
          name,
          100 * errors,
          100 * controlErrors,
          slowness);
    }
  }

  /**
   * How simulated rollouts ended.
   *
   * @param requests after how many requests of each arm the first step was decided, at the median
   */
  record Ends(int completed, int failed, int undecided, int requests) {
    int back() {
      return failed + undecided;
    }
  }

  /** Simulates rollouts of a version. */
  static Ends run(int rollouts, long seed, Version version) {
    Map<Outcome, Integer> ends = new EnumMap<>(Outcome.class);
    int[] requests = new int[rollouts];
    for (int i = 0; i < rollouts; i++) {
      SimulatedRollout next = new SimulatedRollout(seed + i, version);
      ends.merge(next.outcome(), 1, Integer::sum);
      requests[i] = next.decided == 0 ? REQUESTS : next.decided;
    }
    Arrays.sort(requests);
    return new Ends(
        ends.getOrDefault(Outcome.HOLDS, 0),
        ends.getOrDefault(Outcome.FAILS, 0),
        ends.getOrDefault(Outcome.UNDECIDED, 0),
        requests[rollouts / 2]);
  }

  public static void main(String[] arguments) {
    Ends healthy = run(ROLLOUTS, SEED, Version.HEALTHY);
    Ends bad = run(ROLLOUTS, SEED, Version.BAD);
    System.out.printf("  %s: %s%n  %s: %s%n", Version.HEALTHY, healthy, Version.BAD, bad);
    print("healthy-turned-back", healthy.back());
    print("bad-completed", bad.completed());
    System.out.printf(
        "serving-rollout-requests-to-decide median healthy %s bad %s of %s%n",
        healthy.requests(), bad.requests(), REQUESTS);
  }

  private static void print(String what, int rollouts) {
    int ceiling = ROLLOUTS / 100;
    System.out.printf(
        "serving-rollout-%s %s ceiling %s %s%n",
        what, rollouts, ceiling, rollouts <= ceiling ? "met" : "missed");
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
        canary.add(version.errors(), version.slowness());
        control.add(version.controlErrors(), 1);
      }
      used += LOOK;
      ArmFigures beside = control.totals().figures();
      now = StepJudgement.of(criteria, sum[0], canary.totals(), beside).outcome();
      if (decided == 0 && now != Outcome.UNDECIDED) {
        decided = used;
      }
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
      double nanos = MEDIAN_NANOS * slower * StrictMath.exp(SPREAD * random.nextGaussian());
      latencies[LatencyCounts.bucket((long) nanos)]++;
    }

    TrafficCounts totals() {
      return new TrafficCounts(requests, bad, 0, new LatencyCounts(latencies));
    }
  }
}
