package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkMetric;
import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Requires that the candidate version is not worse than the version in production on any slice,
 * whose rows have the same value in a column.
 *
 * <p>Each slice with enough rows must pass the test of {@link NotWorseThanProduction} by itself, at
 * the level of the {@linkplain io.lifecycle4j.evaluation.HoldoutLook.Spent look}: so a version that
 * is worse by the margin or more on some slice passes with at most the chance of that level,
 * however many slices there are, and few rows make it harder to pass. The verdict is {@link
 * Verdict#FAIL} if the rows show that a slice is worse by more than the margin: the p-values of
 * that are corrected by the method of Holm (1979), as of many slices some look worse by chance.
 * Otherwise it is {@link Verdict#INCONCLUSIVE}, and names the rows that are needed.
 *
 * <p>A slice of fewer rows is not tested, as the verdict says. Without a version in production, the
 * gate passes, and its verdict says so.
 *
 * @param metric the metric
 * @param columns the columns of the dataset whose values select the slices, at least one, each with
 *     at most 100 values; a private column has the verdict {@link Verdict#ERROR}
 * @param margin how much worse the candidate version may be on a slice, in units of the metric
 * @param leastRows the fewest rows of a slice that is tested, at least 1
 */
public record NoSliceWorse(String metric, List<String> columns, double margin, int leastRows)
    implements Gate {
  /** The number of slices that a verdict names. */
  private static final int SHOWN = 3;

  /** Checks the parts. */
  public NoSliceWorse {
    checkMetric(metric);
    columns = copy(columns, "columns of slices");
    check(!columns.isEmpty(), "Invalid slices of %s: no columns (needs at least 1)", metric);
    columns.forEach(column -> checkName("column of slices", column));
    check(
        new HashSet<>(columns).size() == columns.size(),
        "Invalid slices of %s: %s (must be different columns)",
        metric,
        columns);
    check(
        margin > 0 && Double.isFinite(margin),
        "Invalid margin for %s: %s (must be positive and finite)",
        metric,
        margin);
    Groups.checkLeastRows(leastRows, "slice");
  }

  /**
   * Sets the margin. Default: {@value Gates#SLICE_MARGIN}.
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
  public NoSliceWorse minimumRows(int rows) {
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
    Optional<GateVerdict> problem = required(candidate, "candidate").findProblem(metric);
    if (problem.isPresent()) {
      return problem.get().of(toString());
    }
    return production
        .map(rival -> compare(candidate, rival))
        .orElseGet(() -> GateVerdict.passed(toString(), Gates.NO_PRODUCTION));
  }

  /** A slice, whether it passed, and the p-value of the test that it is worse. */
  private record Tested(String words, GateVerdict said, double chance, double level) {
    static Tested of(Comparison comparison, double margin) {
      GateVerdict said = comparison.notWorseBy(margin);
      double chance = said.passed() ? 1 : comparison.chanceNotWorseBy(margin).orElse(1);
      return new Tested(comparison.toString(), said, chance, comparison.level());
    }
  }

  private GateVerdict compare(JudgedVersion candidate, JudgedVersion production) {
    List<Tested> tested = new ArrayList<>();
    int left = 0;
    for (String column : columns) {
      Map<String, JudgedVersion> rivals = production.by(column);
      Groups slices = Groups.of(candidate, column, leastRows);
      left += slices.left();
      slices
          .tested()
          .forEach(
              (value, rows) -> {
                JudgedVersion rival = required(rivals.get(value), "slice of production");
                tested.add(Tested.of(rows.compare(metric, rival), margin));
              });
    }
    tested.sort(Comparator.comparingDouble(Tested::chance));
    return tested.isEmpty()
        ? GateVerdict.builder(
                toString(),
                Verdict.INCONCLUSIVE,
                String.format("none of %d slices has %d rows; hold out more rows", left, leastRows))
            .build()
        : verdict(tested, left);
  }

  private GateVerdict verdict(List<Tested> tested, int left) {
    double[] corrected = holm(tested.stream().mapToDouble(Tested::chance).toArray());
    StringJoiner words = new StringJoiner("; ");
    int worse = 0;
    while (worse < corrected.length && corrected[worse] <= tested.get(worse).level()) {
      worse++;
    }
    List<GateVerdict> open =
        tested.subList(worse, tested.size()).stream()
            .map(Tested::said)
            .filter(said -> !said.passed())
            .toList();
    String all = " of " + counted(tested.size(), "slice");
    if (worse > 0) {
      words.add(worse + all + " worse by more than " + margin);
    } else if (open.isEmpty()) {
      words.add("not worse by " + margin + " on each" + all);
    }
    for (int i = 0; i < Math.min(worse, SHOWN); i++) {
      words.add(
          String.format(
              Locale.ROOT, "%s (p %.4f, corrected)", tested.get(i).words(), corrected[i]));
    }
    if (!open.isEmpty()) {
      words.add("not decided on " + open.size() + all + ", such as " + open.get(0).explanation());
    }
    return said(
            worse > 0 ? List.of() : open,
            worse > 0 ? Verdict.FAIL : open.isEmpty() ? Verdict.PASS : Verdict.INCONCLUSIVE,
            words + Groups.leftOut(left, "slice", leastRows))
        .figure("slices", tested.size())
        .figure("left_out", left)
        .figure("worse", worse)
        .figure("undecided", open.size())
        .figure("margin", margin)
        .figure("level", tested.get(0).level())
        .build();
  }

  /** Begins a verdict; it is an error if there is one of a slice, and undefined if all are. */
  private GateVerdict.Builder said(List<GateVerdict> open, Verdict otherwise, String words) {
    List<GateVerdict> errors =
        open.stream().filter(said -> said.verdict() == Verdict.ERROR).toList();
    GateVerdict.Builder verdict =
        GateVerdict.builder(toString(), errors.isEmpty() ? otherwise : Verdict.ERROR, words);
    return !errors.isEmpty() && errors.stream().allMatch(GateVerdict::undefinedMetric)
        ? verdict.undefinedMetric()
        : verdict;
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
        + " by "
        + margin
        + Groups.words(leastRows);
  }
}
