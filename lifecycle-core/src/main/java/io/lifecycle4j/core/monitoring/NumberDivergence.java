package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.core.monitoring.Wording.move;
import static io.lifecycle4j.core.monitoring.Wording.number;
import static io.lifecycle4j.core.monitoring.Wording.share;
import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.core.monitoring.statistics.Effects;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Compares numbers of a window with those of the reference. */
final class NumberDivergence {
  /** In standard deviations: a mean that moved by less does not explain a shift by itself. */
  private static final double SMALL_MOVE = 0.25;

  /** In standard deviations: how much farther a mean moved says nothing more. */
  private static final double FAR = 1_000;

  private static final double SMALL_SHARE = 0.01;

  private final ColumnProfile reference;
  private final ColumnProfile window;
  private final @Nullable Moments before;
  private final ReferenceBins bins;
  private final List<Long> counts;
  private final ComparedSeasons seasons;

  private NumberDivergence(ComparedSeasons seasons) {
    this.seasons = seasons;
    this.reference = seasons.reference();
    this.window = seasons.window();
    before = reference.moments().orElse(null);
    bins = ReferenceBins.of(reference.histogram().orElseThrow());
    counts = counts(window);
  }

  private List<Long> counts(ColumnProfile column) {
    Optional<Histogram> histogram = column.histogram();
    check(
        histogram.isEmpty() || histogram.get().edges().equals(bins.edges()),
        "Invalid window: column %s has other bins than the reference",
        column.name());
    return histogram.map(Histogram::counts).orElseGet(() -> Collections.nCopies(bins.size(), 0L));
  }

  static Divergence of(ComparedSeasons seasons) {
    NumberDivergence comparison = new NumberDivergence(seasons);
    Divergence.Builder divergence =
        comparison.cells().divergence(comparison.reference.name(), comparison.explanation());
    comparison.measures().forEach(divergence::measure);
    comparison.addFigures(divergence);
    return divergence.build();
  }

  /** Returns how far the numbers of a window are from those of the reference. */
  static Map<DriftMeasure, Double> measures(ComparedSeasons seasons) {
    return new NumberDivergence(seasons).measures();
  }

  private Map<DriftMeasure, Double> measures() {
    ColumnComparison cells = cells();
    Map<DriftMeasure, Double> found = cells.measures();
    found.put(
        DriftMeasure.KOLMOGOROV_SMIRNOV,
        Effects.kolmogorovSmirnov(cells.inOrder().standardized()).value());
    wasserstein().ifPresent(far -> found.put(DriftMeasure.WASSERSTEIN, far));
    return found;
  }

  private ColumnComparison cells() {
    long[][] before = new long[seasons.size()][];
    long[][] after = new long[seasons.size()][];
    for (int season = 0; season < before.length; season++) {
      ColumnProfile column = seasons.references().get(season);
      ColumnProfile now = seasons.windows().get(season);
      List<Long> rows = column.histogram().orElseThrow().counts();
      before[season] = cells(rows, scaledMissing(column, rows));
      after[season] = cells(counts(now), now.missing());
    }
    return new ColumnComparison(before, after, bins.size(), reference.designEffect());
  }

  private long[] cells(List<Long> rows, long missing) {
    long[] cells = new long[bins.size() + 1];
    for (int bin = 0; bin < bins.size(); bin++) {
      cells[bin] = rows.get(bin);
    }
    cells[bins.size()] = missing;
    return cells;
  }

  /**
   * The histogram of a large reference may count a sample of its values, and its missing values are
   * scaled accordingly, so that no test overestimates the size of the reference.
   */
  private static long scaledMissing(ColumnProfile column, List<Long> rows) {
    long counted = rows.stream().mapToLong(Long::longValue).sum();
    long present = column.count() - column.missing();
    return present == 0
        ? column.missing()
        : Math.round((double) column.missing() * counted / present);
  }

  /** The distance of the values, taken to be in the middle of their bins. */
  private OptionalDouble wasserstein() {
    Moments after = window.moments().orElse(null);
    if (after == null || before == null || !(before.deviation() > 0)) {
      return OptionalDouble.empty();
    }
    double least = Math.min(before.min(), after.min());
    double greatest = Math.max(before.max(), after.max());
    long[] of = new long[bins.size()];
    for (int bin = 0; bin < of.length; bin++) {
      of[bin] = bins.count(bin);
    }
    double distance =
        Effects.wasserstein(
                bins.middles(least, greatest),
                of,
                counts.stream().mapToLong(Long::longValue).toArray(),
                before.deviation())
            .value();
    return Double.isFinite(distance) ? OptionalDouble.of(distance) : OptionalDouble.empty();
  }

  private String explanation() {
    Moments after = window.moments().orElse(null);
    String missing = "missing " + move(share(reference), share(window));
    if (after == null || before == null) {
      return missing;
    }
    String values = before.min() == before.max() ? constant(before, after) : moved(before, after);
    double change =
        (double) window.missing() / window.count()
            - (double) reference.missing() / reference.count();
    return Math.abs(change) < SMALL_SHARE ? values : values + ", " + missing;
  }

  private void addFigures(Divergence.Builder divergence) {
    divergence.figure("missing", missing(reference), missing(window));
    Moments after = window.moments().orElse(null);
    if (before != null && after != null) {
      divergence
          .figure("mean", before.mean(), after.mean())
          .figure("deviation", before.deviation(), after.deviation());
    }
  }

  private static double missing(ColumnProfile column) {
    return column.count() == 0 ? 0 : (double) column.missing() / column.count();
  }

  private static String share(ColumnProfile column) {
    return Wording.share(column.missing(), column.count());
  }

  private String constant(Moments before, Moments after) {
    long present = window.count() - window.missing();
    long same = counts.get(bins.index().bin(before.min()));
    return String.format(
        "always %s -> %s of the values, mean %s",
        number(before.min()), Wording.share(same, present), number(after.mean()));
  }

  private static String said(double deviations) {
    if (!Double.isFinite(deviations)) {
      return "";
    }
    return Math.abs(deviations) < FAR
        ? String.format(
            Locale.ROOT, " (%+.1f standard deviations)", Math.rint(10 * deviations) / 10 + 0.0)
        : String.format(
            Locale.ROOT,
            " (more than %+d standard deviations)",
            (int) Math.copySign(FAR, deviations));
  }

  private static String moved(Moments before, Moments after) {
    double deviations = (after.mean() - before.mean()) / before.deviation();
    String text = "mean " + move(number(before.mean()), number(after.mean())) + said(deviations);
    return Math.abs(deviations) >= SMALL_MOVE
        ? text
        : text + ", deviation " + move(number(before.deviation()), number(after.deviation()));
  }
}
