package io.lifecycle4j.core.data.split;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitPlan.ClassCut;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Decides the cuts of a plan that specifies only shares, in one pass over all rows, with eight
 * bytes for each. Part of the format, since the cuts determine the holdout.
 */
public final class Cuts {
  /** A column with more distinct values holds numbers, not classes. */
  private static final int MAX_CLASSES = 10_000;

  /** The most numbers that may be classes with fewer than {@link #FEWEST} rows on average. */
  private static final int MOST_RARE = 20;

  private static final int FEWEST = 5;

  private Cuts() {}

  /**
   * Returns a plan that assigns roles row by row: the same plan with its cuts.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the rows cannot be cut like that
   */
  public static SplitPlan decide(SplitPlan plan, Rows rows) {
    if (plan instanceof SplitPlan.Refined refined) {
      return new SplitPlan.Refined(
          decide(refined.base(), rows), refined.golden(), refined.duplicates());
    }
    if (plan instanceof SplitPlan.ByTimeShares shares) {
      return byTime(shares, rows);
    }
    if (plan instanceof SplitPlan.Stratified stratified && stratified.cuts().isEmpty()) {
      return stratified(stratified, rows);
    }
    return plan;
  }

  /** Returns whether {@link #decide} reads the rows. */
  public static boolean mustRead(SplitPlan plan) {
    SplitPlan base = SplitPlan.Refined.of(plan).base();
    return base instanceof SplitPlan.ByTimeShares
        || (base instanceof SplitPlan.Stratified stratified && stratified.cuts().isEmpty());
  }

  private static SplitPlan byTime(SplitPlan.ByTimeShares plan, Rows rows) {
    TimeCell cell = new TimeCell(rows.schema(), plan.column());
    LongStream.Builder times = LongStream.builder();
    rows.forEach(
        row -> {
          double time = cell.of(row);
          if (Double.isFinite(time)) {
            times.add(ordered(time));
          }
        });
    long[] sorted = sorted(times);
    int holdout = plan.holdout() == 0 ? sorted.length : cut(sorted, 1 - plan.holdout(), plan);
    int validation = plan.validation() == 0 ? holdout : cut(sorted, plan.train(), plan);
    check(
        validation < holdout || plan.validation() == 0,
        "Invalid split: too few times in column %s for %s",
        plan.column(),
        plan);
    return new SplitPlan.ByTime(
        plan.column(),
        plan.validation() == 0 ? Optional.empty() : Optional.of(text(cell, sorted[validation])),
        plan.holdout() == 0 ? Optional.empty() : Optional.of(text(cell, sorted[holdout])));
  }

  /** Returns the place nearest to a share where the time changes, but not the start or the end. */
  private static int cut(long[] sorted, double share, SplitPlan.ByTimeShares plan) {
    int cut = sorted.length == 0 ? -1 : boundary(sorted, share);
    if (cut == 0) {
      cut = end(sorted, 0);
    } else if (cut == sorted.length) {
      cut = start(sorted, cut - 1);
    }
    check(
        cut > 0 && cut < sorted.length,
        "Invalid split: column %s has no two different times for %s",
        plan.column(),
        plan);
    return cut;
  }

  private static SplitPlan stratified(SplitPlan.Stratified plan, Rows rows) {
    List<ClassCut> cuts = new ArrayList<>();
    shares(plan, rows)
        .forEach(
            (name, shares) -> {
              long[] sorted = sorted(shares);
              int train = boundary(sorted, plan.train());
              int holdout = boundary(sorted, plan.train() + plan.validation());
              cuts.add(new ClassCut(name, share(sorted, train), share(sorted, holdout)));
            });
    return new SplitPlan.Stratified(
        plan.label(), plan.seed(), plan.train(), plan.validation(), plan.holdout(), cuts);
  }

  private static Map<String, LongStream.Builder> shares(SplitPlan.Stratified plan, Rows rows) {
    Schema schema = rows.schema();
    ClassCell label = new ClassCell(schema, plan.label());
    RowHash hash = new RowHash(schema, -1);
    Map<String, LongStream.Builder> classes = new TreeMap<>();
    long[] count = {0};
    rows.forEach(
        row -> {
          count[0]++;
          classes
              .computeIfAbsent(label.of(row), name -> LongStream.builder())
              .add((long) (Roles.share(hash.of(row), plan.seed(), 1) * 0x1p53));
          check(
              classes.size() <= MAX_CLASSES,
              "Invalid split: column %s has more than %s classes (must be a category)",
              plan.label(),
              MAX_CLASSES);
        });
    checkCategory(plan, schema, classes.size(), count[0]);
    return classes;
  }

  /** Rejects a measure: of few rows with each number, none or all would get a role. */
  private static void checkCategory(
      SplitPlan.Stratified plan, Schema schema, int classes, long rows) {
    DataType type = schema.column(schema.indexOf(plan.label())).type();
    check(
        !type.isNumber() || classes <= MOST_RARE || rows / classes >= FEWEST,
        "Invalid split: column %s has %s different numbers in %s rows (must be a category for"
            + " stratified; for a measure use byHash)",
        plan.label(),
        classes,
        rows);
  }

  private static double share(long[] sorted, int place) {
    return place == sorted.length ? 1 : sorted[place] * 0x1p-53;
  }

  static long[] sorted(LongStream.Builder values) {
    long[] sorted = values.build().toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /** Returns the place nearest to a share that does not separate equal values. */
  private static int boundary(long[] sorted, double share) {
    long wanted = Math.min(sorted.length, Math.round(share * sorted.length));
    if (wanted == sorted.length) {
      return sorted.length;
    }
    int start = start(sorted, (int) wanted);
    int end = end(sorted, (int) wanted);
    return wanted - start <= end - wanted ? start : end;
  }

  private static int start(long[] sorted, int place) {
    int start = place;
    while (start > 0 && sorted[start - 1] == sorted[place]) {
      start--;
    }
    return start;
  }

  private static int end(long[] sorted, int place) {
    int end = place;
    while (end < sorted.length && sorted[end] == sorted[place]) {
      end++;
    }
    return end;
  }

  /** Maps a number to a whole number of the same order. */
  private static long ordered(double number) {
    long bits = Double.doubleToLongBits(number);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  private static String text(TimeCell cell, long ordered) {
    long bits = ordered ^ ((ordered >> 63) & Long.MAX_VALUE);
    return cell.text(Double.longBitsToDouble(bits));
  }
}
