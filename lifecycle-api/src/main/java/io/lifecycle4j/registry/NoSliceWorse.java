package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Rejects a candidate version that is worse than the version in production on a slice, whose rows
 * have the same value in a column.
 *
 * <p>On each slice with enough rows, it tests whether the candidate version is worse by more than
 * the margin: by the score test of Tango (1998) for a {@linkplain
 * io.lifecycle4j.schema.Scores#counted share} of the same rows, and by a paired bootstrap for other
 * metrics, one-sided. Of many slices, some look worse by chance, so that the p-values are corrected
 * by the method of Holm (1979): a version that is worse on none of them is rejected in at most 5 %
 * of all cases, however many slices there are.
 *
 * <p>The gate is an alarm. That it passes does not prove that no slice is worse: on few rows, only
 * a large difference is seen. For a proof on a slice that matters, use {@link
 * Gates#notWorseThanProduction} with {@link NotWorseThanProduction#where where}. Without a version
 * in production, the gate passes, and its verdict says so.
 *
 * @param metric the metric
 * @param columns the columns of the dataset whose values select the slices, at least one, each with
 *     at most 100 values; a private column has the verdict {@link Verdict#ERROR}
 * @param margin how much worse the candidate version may be on a slice, in units of the metric
 * @param leastRows the fewest rows of a slice that is tested, at least 1; one whose metric rests on
 *     fewer than 30 rows never is
 */
public record NoSliceWorse(String metric, List<String> columns, double margin, int leastRows)
    implements Gate {
  private static final double LEVEL = 0.05;

  /** The number of slices that a verdict names. */
  private static final int SHOWN = 3;

  /** Checks the parts. */
  public NoSliceWorse {
    checkName("metric", metric);
    columns = copy(columns, "columns of slices");
    check(!columns.isEmpty(), "Invalid slices of %s: no columns (needs at least 1)", metric);
    columns.forEach(column -> checkName("column of slices", column));
    check(
        new HashSet<>(columns).size() == columns.size(),
        "Invalid slices of %s: %s (must be different columns)",
        metric,
        columns);
    check(
        margin >= 0 && Double.isFinite(margin),
        "Invalid margin for %s: %s (must be finite, and not negative)",
        metric,
        margin);
    check(leastRows >= 1, "Invalid fewest rows of a slice: %s (must be at least 1)", leastRows);
  }

  /**
   * Sets the margin. Default: none, so that a version that is worse at all is rejected once the
   * rows show it.
   *
   * @param newMargin how much worse the candidate version may be on a slice, in units of the metric
   * @return a gate with another margin
   */
  public NoSliceWorse within(double newMargin) {
    return new NoSliceWorse(metric, columns, newMargin, leastRows);
  }

  /**
   * Sets the fewest rows of a slice that is tested. Default: {@value Gates#SLICE_ROWS}.
   *
   * @param rows the number of rows, at least 1
   * @return a gate with another number
   */
  public NoSliceWorse ofAtLeast(int rows) {
    return new NoSliceWorse(metric, columns, margin, rows);
  }

  @Override
  public String id() {
    return "no_slice_worse";
  }

  @Override
  public Set<GateNeed> needs() {
    return Set.of(GateNeed.PRODUCTION, new GateNeed.Compared(metric));
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    required(production, "version in production");
    Optional<String> problem = required(candidate, "candidate").findProblem(metric);
    if (problem.isPresent()) {
      return GateVerdict.builder(toString(), Verdict.ERROR, problem.get()).build();
    }
    return production
        .map(rival -> compare(candidate, rival))
        .orElseGet(() -> GateVerdict.passed(toString(), Gates.NO_PRODUCTION));
  }

  /** A slice, and the p-value of its test. */
  private record Tested(String words, double chance) {}

  private GateVerdict compare(JudgedVersion candidate, JudgedVersion production) {
    List<Tested> tested = new ArrayList<>();
    int all = 0;
    for (String column : columns) {
      Map<String, JudgedVersion> rivals = production.by(column);
      for (Map.Entry<String, JudgedVersion> slice : candidate.by(column).entrySet()) {
        JudgedVersion rival = required(rivals.get(slice.getKey()), "slice of production");
        all++;
        if (slice.getValue().size() >= leastRows) {
          Comparison comparison = slice.getValue().compare(metric, rival);
          comparison
              .chanceNotWorseBy(margin)
              .ifPresent(chance -> tested.add(new Tested(comparison.toString(), chance)));
        }
      }
    }
    tested.sort(Comparator.comparingDouble(Tested::chance));
    return tested.isEmpty()
        ? GateVerdict.builder(
                toString(),
                Verdict.INCONCLUSIVE,
                String.format(
                    Locale.ROOT,
                    "none of %d slices has the %d rows to measure %s; hold out more rows",
                    all,
                    leastRows,
                    metric))
            .build()
        : verdict(tested, all - tested.size());
  }

  private GateVerdict verdict(List<Tested> tested, int left) {
    double[] corrected = holm(tested.stream().mapToDouble(Tested::chance).toArray());
    int worse = (int) Arrays.stream(corrected).filter(chance -> chance <= LEVEL).count();
    StringJoiner words = new StringJoiner("; ");
    if (worse == 0) {
      words.add(
          String.format(
              Locale.ROOT,
              "none of %d slices is worse (least p %.4f, corrected)",
              tested.size(),
              corrected[0]));
    } else {
      words.add(
          worse + " of " + tested.size() + (worse == 1 ? " slices is" : " slices are") + " worse");
    }
    for (int i = 0; i < Math.min(worse, SHOWN); i++) {
      words.add(
          String.format(
              Locale.ROOT, "%s (p %.4f, corrected)", tested.get(i).words(), corrected[i]));
    }
    if (left > 0) {
      words.add(left + " with too few rows left out");
    }
    return GateVerdict.builder(
            toString(), worse == 0 ? Verdict.PASS : Verdict.FAIL, words.toString())
        .figure("slices", tested.size())
        .figure("left_out", left)
        .figure("worse", worse)
        .figure("least_p", corrected[0])
        .build();
  }

  /**
   * Corrects p-values of several tests: Holm, Scandinavian Journal of Statistics 6 (1979), 65-70.
   *
   * @param sorted the p-values, in ascending order
   */
  static double[] holm(double[] sorted) {
    double[] corrected = new double[sorted.length];
    double greatest = 0;
    for (int i = 0; i < sorted.length; i++) {
      greatest = Math.max(greatest, Math.min(1, (sorted.length - i) * sorted[i]));
      corrected[i] = greatest;
    }
    return corrected;
  }

  @Override
  public String toString() {
    return metric
        + " not worse than production on a slice by "
        + String.join(", ", columns)
        + (margin == 0 ? "" : " by more than " + margin);
  }
}
