package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.registry.Gates.betterThanProduction;

import io.lifecycle4j.core.evaluation.ScoredArrays;
import io.lifecycle4j.core.evaluation.Spending;
import io.lifecycle4j.evaluation.FalsePromotions;
import io.lifecycle4j.evaluation.HoldoutLook.Spent;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.schema.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Promotions of made-up classifiers, through the gate that judges real ones and the arithmetic of
 * the ledger. The champion is right on 90 % of the rows; each challenger is right where the
 * champion is wrong, and wrong where it is right, on 4 % of the rows each, unless it is better.
 *
 * <p>Run: {@code benchmarks/run.sh promotion simulated}
 */
final class SimulatedPromotions {
  static final int ROWS = 1_000;
  static final int DAYS = 400;
  static final int CHALLENGERS = 20;

  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final double RIGHT = 0.9;
  private static final double DIFFERING = 0.08;
  private static final Gate GATE = betterThanProduction("accuracy");
  private static final Pattern NEEDED = Pattern.compile("about (\\d+) rows are needed");

  private final SplittableRandom random;

  SimulatedPromotions(long seed) {
    this.random = new SplittableRandom(seed);
  }

  private boolean[] champion(int rows) {
    boolean[] right = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      right[row] = random.nextDouble() < RIGHT;
    }
    return right;
  }

  private boolean[] challenger(boolean[] champion, double better) {
    double gained = (DIFFERING + better) / 2 / (1 - RIGHT);
    double lost = (DIFFERING - better) / 2 / RIGHT;
    boolean[] right = new boolean[champion.length];
    for (int row = 0; row < right.length; row++) {
      right[row] = champion[row] != random.nextDouble() < (champion[row] ? lost : gained);
    }
    return right;
  }

  private static GateSubject subject(String label, boolean[] right) {
    float[] outputs = new float[2 * right.length];
    for (int row = 0; row < right.length; row++) {
      outputs[2 * row + (right[row] ? 0 : 1)] = 1;
    }
    return new GateSubject(
        ScoredArrays.of(Tasks.classification("kind", "a", "b"), outputs, new double[right.length]),
        label,
        "rows:1/holdout",
        HeldOut.empty());
  }

  private static GateVerdict judge(boolean[] challenger, boolean[] champion, Level level) {
    GateSubject candidate = subject("fraud:2", challenger);
    List<Gate> gates = List.of(GATE);
    return GateJudge.judge(
            gates,
            candidate,
            Optional.of(subject("fraud:1", champion)),
            HeldOutSlices.of(gates, candidate.holdout()),
            level)
        .get(0);
  }

  /** One version a day on fresh rows, none of them better; returns how many were promoted. */
  int daily() {
    Spending spending = new Spending(FalsePromotions.DEFAULT);
    int promoted = 0;
    for (int day = 0; day < DAYS; day++) {
      Spent spent = spending.look(START.plus(DAY.multipliedBy(day)), new int[ROWS]);
      boolean[] champion = champion(ROWS);
      promoted += judge(challenger(champion, 0), champion, Level.of(spent)).passed() ? 1 : 0;
    }
    return promoted;
  }

  /** Whether any of several versions on one holdout was promoted, none of them better. */
  record Tried(boolean shared, boolean plain) {}

  Tried tryMany() {
    Spending spending = new Spending(FalsePromotions.DEFAULT);
    boolean[] champion = champion(ROWS);
    boolean shared = false;
    boolean plain = false;
    for (int others = 0; others < CHALLENGERS; others++) {
      int[] seen = new int[ROWS];
      Arrays.fill(seen, others);
      Spent spent = spending.look(START.plus(DAY.multipliedBy(others)), seen);
      boolean[] challenger = challenger(champion, 0);
      shared |= judge(challenger, champion, Level.of(spent)).passed();
      plain |= judge(challenger, champion, Level.USUAL).passed();
    }
    return new Tried(shared, plain);
  }

  /**
   * Whether a better version was promoted; if not, whether it was on as many rows as were named.
   */
  record Better(boolean promoted, boolean named, boolean sufficed) {}

  /** A version that is better by three points, after so many days with a version each. */
  Better better(int days) {
    Spending spending = new Spending(FalsePromotions.DEFAULT);
    for (int day = 0; day < days; day++) {
      spending.look(START.plus(DAY.multipliedBy(day)), 0);
    }
    Level level = Level.of(spending.look(START.plus(DAY.multipliedBy(days)), 0));
    boolean[] champion = champion(ROWS);
    GateVerdict said = judge(challenger(champion, 0.03), champion, level);
    Matcher needed = NEEDED.matcher(said.explanation());
    if (said.passed() || !needed.find()) {
      return new Better(said.passed(), false, false);
    }
    boolean[] more = champion(Integer.parseInt(needed.group(1)));
    return new Better(false, true, judge(challenger(more, 0.03), more, level).passed());
  }

  /** How many were promoted in simulations of daily versions. */
  record Daily(int simulations, double yearly, int most) {
    static Daily of(long seed, int simulations) {
      SimulatedPromotions simulated = new SimulatedPromotions(seed);
      IntSummaryStatistics all =
          IntStream.range(0, simulations).map(i -> simulated.daily()).summaryStatistics();
      return new Daily(simulations, all.getAverage() * 365 / DAYS, all.getMax());
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d daily candidates on %d fresh rows each, none better, %d times: %.2f false promotions"
              + " a year (promised 1), at most %d in %d days; none was stopped",
          DAYS,
          ROWS,
          simulations,
          yearly,
          most,
          DAYS);
    }
  }

  /** In how many histories any of several versions on one holdout was promoted. */
  record Histories(int histories, int shared, int plain) {
    static Histories of(long seed, int histories) {
      SimulatedPromotions simulated = new SimulatedPromotions(seed);
      int shared = 0;
      int plain = 0;
      for (int history = 0; history < histories; history++) {
        Tried tried = simulated.tryMany();
        shared += tried.shared() ? 1 : 0;
        plain += tried.plain() ? 1 : 0;
      }
      return new Histories(histories, shared, plain);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d challengers on one holdout of %d rows, none better: any promoted in %d of %d"
              + " histories (at most 5 %%); in %d if each is compared at 5 %%",
          CHALLENGERS,
          ROWS,
          shared,
          histories,
          plain);
    }
  }

  /** How many better versions were promoted, for how many others rows were named, and sufficed. */
  record BetterOnes(int times, int days, int promoted, int named, int sufficed) {
    static BetterOnes of(long seed, int times, int days) {
      SimulatedPromotions simulated = new SimulatedPromotions(seed);
      int promoted = 0;
      int named = 0;
      int sufficed = 0;
      for (int time = 0; time < times; time++) {
        Better better = simulated.better(days);
        promoted += better.promoted() ? 1 : 0;
        named += better.named() ? 1 : 0;
        sufficed += better.sufficed() ? 1 : 0;
      }
      return new BetterOnes(times, days, promoted, named, sufficed);
    }

    /** Returns how often the challenger was promoted, or with the rows that the message named. */
    double promotedOrSufficed() {
      return (double) (promoted + sufficed) / times;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "challenger better by 3 points on %d rows, after %d daily ones: promoted in %d of %d; for"
              + " %d the message names rows, which suffice for %d",
          ROWS,
          days,
          promoted,
          times,
          named,
          sufficed);
    }
  }

  /**
   * Simulates and prints.
   *
   * @param args none
   */
  public static void main(String[] args) {
    Daily daily = Daily.of(1, 500);
    Histories histories = Histories.of(1, 1_000);
    BetterOnes first = BetterOnes.of(1, 1_000, 0);
    BetterOnes later = BetterOnes.of(1, 1_000, 100);
    for (Object each : new Object[] {daily, histories, first, later}) {
      System.out.println(each);
    }
    print("promotion-daily-false-a-year", daily.yearly(), "ceiling", 1);
    double any = (double) histories.shared() / histories.histories();
    print("promotion-any-of-20-false", any, "ceiling", 0.05);
    print("promotion-better-promoted", first.promotedOrSufficed(), "floor", 0.8);
    print("promotion-better-after-100-promoted", later.promotedOrSufficed(), "floor", 0.8);
  }

  private static void print(String name, double figure, String bound, double value) {
    boolean met = bound.equals("floor") ? figure >= value : figure <= value;
    System.out.printf(
        Locale.ROOT,
        "%s figure %.3f %s %s %s%n",
        name,
        figure,
        bound,
        value,
        met ? "met" : "missed");
  }
}
