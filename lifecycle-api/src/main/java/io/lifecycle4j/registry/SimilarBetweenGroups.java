package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkMetric;
import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Scores.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Bounds the difference of a metric between groups: rows with different values in a column, such as
 * the recall of women and men.
 *
 * <p>The gate passes if the 95 % interval of the difference of each two groups is within the
 * margin, and fails if one of them is beyond it; otherwise there are too few rows to tell. The
 * interval combines those of the two groups by MOVER (Zou and Donner, Statistics in Medicine 27
 * (2008), 1693-1702), which for shares of rows is method 10 of Newcombe, Statistics in Medicine 17
 * (1998), 873-890. Since each two groups have to pass, many groups make it harder to pass, and
 * never easier.
 *
 * @param metric the metric
 * @param column the column of the dataset whose values are the groups, at most 100; a private
 *     column has the verdict {@link Verdict#ERROR}
 * @param margin the greatest difference, in units of the metric
 * @param leastRows the fewest rows of a group that is compared, at least 1
 */
public record SimilarBetweenGroups(String metric, String column, double margin, int leastRows)
    implements Gate {
  /** Checks the parts. */
  public SimilarBetweenGroups {
    checkMetric(metric);
    checkName("column", column);
    check(
        margin > 0 && Double.isFinite(margin),
        "Invalid margin for %s: %s (must be positive and finite)",
        metric,
        margin);
    Groups.checkLeastRows(leastRows, "group");
  }

  /**
   * Sets the margin. Default: {@value Gates#GROUP_MARGIN}.
   *
   * @param newMargin the greatest difference, in units of the metric
   * @return a gate with another margin
   */
  public SimilarBetweenGroups within(double newMargin) {
    return new SimilarBetweenGroups(metric, column, newMargin, leastRows);
  }

  /**
   * Sets the fewest rows of a group; smaller groups are left out, as the verdict says. Default:
   * {@value Gates#SLICE_ROWS}.
   *
   * @param rows the number of rows, at least 1
   * @return a gate with another number
   */
  public SimilarBetweenGroups minimumRows(int rows) {
    return new SimilarBetweenGroups(metric, column, margin, rows);
  }

  @Override
  public String id() {
    return "similar_between_groups";
  }

  @Override
  public Set<GateNeed> needs() {
    return Set.of(new GateNeed.Measured(metric));
  }

  /** A group with its metric. */
  private record Measured(String group, int rows, double value, Interval interval) {
    boolean isDefined() {
      return Double.isFinite(value + interval.lower() + interval.upper());
    }
  }

  /** The difference of two groups with its interval; the first is not smaller. */
  record Difference(double value, double lower, double upper) {
    /** Combines the intervals of two values. */
    static Difference of(double one, Interval first, double other, Interval second) {
      double value = one - other;
      return new Difference(
          value,
          value - Math.hypot(one - first.lower(), second.upper() - other),
          value + Math.hypot(first.upper() - one, other - second.lower()));
    }
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    required(production, "version in production");
    Groups found = Groups.of(required(candidate, "candidate"), column, leastRows);
    int left = found.left();
    List<Measured> groups = new ArrayList<>();
    found.tested().forEach((value, rows) -> groups.add(measured(value, rows)));
    Optional<Measured> undefined = groups.stream().filter(group -> !group.isDefined()).findFirst();
    if (undefined.isPresent()) {
      return undefined(undefined.get());
    }
    return groups.size() < 2
        ? GateVerdict.builder(
                toString(),
                Verdict.INCONCLUSIVE,
                String.format(
                    Locale.ROOT,
                    "%d of %d groups has %d rows (needs 2 such groups); hold out more rows",
                    groups.size(),
                    groups.size() + left,
                    leastRows))
            .build()
        : verdict(groups, left);
  }

  private GateVerdict undefined(Measured group) {
    return GateVerdict.builder(
            toString(),
            Verdict.ERROR,
            metric
                + " of "
                + group.group()
                + " is undefined on "
                + group.rows()
                + " rows (hold out rows that define it, such as some of each class)")
        .undefinedMetric()
        .build();
  }

  private Measured measured(String value, JudgedVersion rows) {
    return new Measured(
        value.isEmpty() ? "missing" : value,
        rows.size(),
        rows.metric(metric),
        rows.interval(metric));
  }

  private GateVerdict verdict(List<Measured> groups, int left) {
    boolean within = true;
    boolean beyond = false;
    Difference widest = new Difference(0, 0, Double.NEGATIVE_INFINITY);
    String words = "";
    List<Measured> sorted =
        groups.stream().sorted(Comparator.comparingDouble(Measured::value).reversed()).toList();
    for (int i = 0; i < sorted.size(); i++) {
      for (Measured other : sorted.subList(i + 1, sorted.size())) {
        Measured one = sorted.get(i);
        Difference difference =
            Difference.of(one.value(), one.interval(), other.value(), other.interval());
        within &= difference.upper() <= margin;
        beyond |= difference.lower() > margin;
        if (difference.upper() > widest.upper()) {
          widest = difference;
          words = words(one, other, difference);
        }
      }
    }
    Verdict verdict = within ? Verdict.PASS : beyond ? Verdict.FAIL : Verdict.INCONCLUSIVE;
    return GateVerdict.builder(
            toString(),
            verdict,
            words
                + Groups.leftOut(left, "group", leastRows)
                + (verdict == Verdict.INCONCLUSIVE
                    ? "; hold out more rows, or set a wider margin (within)"
                    : ""))
        .figure("difference", widest.value())
        .figure("lower", widest.lower())
        .figure("upper", widest.upper())
        .figure("groups", groups.size())
        .figure("left_out", left)
        .figure("margin", margin)
        .build();
  }

  private String words(Measured one, Measured other, Difference difference) {
    return String.format(
        Locale.ROOT,
        "%s %.4f for %s on %d rows, %.4f for %s on %d: differs by %.4f to %.4f (95 %% interval,"
            + " needs at most %s)",
        metric,
        one.value(),
        one.group(),
        one.rows(),
        other.value(),
        other.group(),
        other.rows(),
        Math.max(0, difference.lower()),
        difference.upper(),
        margin);
  }

  @Override
  public String toString() {
    return metric
        + " similar between groups by "
        + column
        + ", within "
        + margin
        + Groups.words(leastRows);
  }
}
