package io.lifecycle4j.core.monitoring.calibration;

import io.lifecycle4j.core.monitoring.statistics.RedrawnRows;
import io.lifecycle4j.profile.ColumnProfile;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One column of a reference and of windows without drift: the rows of both are drawn from the
 * distribution that the reference has, so that its sampling error is part of them.
 */
public final class RedrawnColumn {
  private final ColumnCells cells;
  private final long[] rows;
  private final long referenceRows;
  private final double together;

  private RedrawnColumn(ColumnCells cells, ColumnProfile reference) {
    this.cells = cells;
    this.rows = cells.counts(reference);
    this.referenceRows = Arrays.stream(rows).sum();
    this.together = reference.designEffect();
  }

  /** Two samples without drift. */
  public record Pair(ColumnProfile reference, ColumnProfile window) {}

  /** Begins with a column of a reference; empty if it has neither bins nor texts, or no rows. */
  public static Optional<RedrawnColumn> of(ColumnProfile reference) {
    return reference.count() == 0
        ? Optional.empty()
        : ColumnCells.of(withoutQuantiles(reference), reference)
            .map(cells -> new RedrawnColumn(cells, reference));
  }

  /** No measure needs quantiles, which take most of the time. */
  private static ColumnProfile withoutQuantiles(ColumnProfile column) {
    return ColumnProfile.builder(column.name(), column.count(), column.missing())
        .moments(column.moments().orElse(null))
        .histogram(column.histogram().orElse(null))
        .categories(column.categories())
        .designEffect(column.designEffect())
        .build();
  }

  /**
   * Draws both samples.
   *
   * @param windowRows the rows of the window
   */
  public Pair draw(long windowRows, SplittableRandom random) {
    return new Pair(column(referenceRows, random), column(windowRows, random));
  }

  /** Rows that depend on each other are as if fewer were drawn, each of them several times. */
  private ColumnProfile column(long size, SplittableRandom random) {
    long independent = Math.max(1, Math.round(size / together));
    double times = (double) size / independent;
    long[] drawn = RedrawnRows.with(rows, independent, random);
    return cells.column(
        times == 1 ? drawn : Arrays.stream(drawn).map(count -> Math.round(count * times)).toArray(),
        random);
  }
}
