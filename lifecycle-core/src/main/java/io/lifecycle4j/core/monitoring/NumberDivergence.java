package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.core.monitoring.Wording.move;
import static io.lifecycle4j.core.monitoring.Wording.number;
import static io.lifecycle4j.core.monitoring.Wording.share;
import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.monitoring.DriftReport.Divergence;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Compares numbers of a window with those of the reference. */
final class NumberDivergence {
  /** In standard deviations: a mean that moved by less does not explain a shift by itself. */
  private static final double SMALL_MOVE = 0.25;

  private static final double SMALL_SHARE = 0.01;

  private final ColumnProfile reference;
  private final ColumnProfile window;
  private final Moments before;
  private final ReferenceBins bins;
  private final List<Long> counts;

  private NumberDivergence(ColumnProfile reference, ColumnProfile window) {
    this.reference = reference;
    this.window = window;
    before = reference.moments().orElseThrow();
    bins = ReferenceBins.of(reference.histogram().orElseThrow(), before);
    Optional<Histogram> histogram = window.histogram();
    check(
        histogram.isEmpty() || histogram.get().edges().equals(bins.edges()),
        "Invalid window: column %s has other bins than the reference",
        window.name());
    counts = histogram.map(Histogram::counts).orElseGet(() -> Collections.nCopies(bins.size(), 0L));
  }

  static Divergence of(ColumnProfile reference, ColumnProfile window) {
    NumberDivergence comparison = new NumberDivergence(reference, window);
    Shift shift = comparison.shift();
    return new Divergence(
        reference.name(), shift.effect(), shift.pValue(), comparison.explanation());
  }

  /**
   * Aligns both samples. The histogram of a large reference counts a sample of its values, and its
   * missing values are scaled accordingly, so that no test overestimates the size of the reference.
   */
  private Shift shift() {
    long counted = bins.total();
    long present = reference.count() - reference.missing();
    long missing = Math.round((double) reference.missing() * counted / Math.max(1, present));
    ColumnCells cells = new ColumnCells(counted + missing, window.count(), false);
    for (int bin = 0; bin < bins.size(); bin++) {
      cells.add(bins.count(bin), counts.get(bin));
    }
    cells.missing(missing, window.missing());
    return cells.shift();
  }

  private String explanation() {
    Moments after = window.moments().orElse(null);
    String missing = "missing " + move(share(reference), share(window));
    if (after == null) {
      return missing;
    }
    String values = bins.constant() ? constant(after) : moved(after);
    double change =
        (double) window.missing() / window.count()
            - (double) reference.missing() / reference.count();
    return Math.abs(change) < SMALL_SHARE ? values : values + ", " + missing;
  }

  private static String share(ColumnProfile column) {
    return Wording.share(column.missing(), column.count());
  }

  private String constant(Moments after) {
    long present = window.count() - window.missing();
    long same = counts.get(bins.bin(before.min()));
    return String.format(
        "always %s -> %s of the values, mean %s",
        number(before.min()), Wording.share(same, present), number(after.mean()));
  }

  private String moved(Moments after) {
    double deviations = (after.mean() - before.mean()) / before.deviation();
    String text =
        String.format(
            Locale.ROOT,
            "mean %s (%+.1f standard deviations)",
            move(number(before.mean()), number(after.mean())),
            Math.rint(10 * deviations) / 10 + 0.0);
    return Math.abs(deviations) >= SMALL_MOVE
        ? text
        : text + ", deviation " + move(number(before.deviation()), number(after.deviation()));
  }
}
