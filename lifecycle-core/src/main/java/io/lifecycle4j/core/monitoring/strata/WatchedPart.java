package io.lifecycle4j.core.monitoring.strata;

import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.SeasonWindow;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a window, or those of one segment, season by season.
 *
 * @param segment the segment, such as {@code country=CH}; null for all rows
 * @param reference all rows of the reference
 * @param seasons the rows of each season that has some in both samples
 * @param without the columns that are not compared here
 */
record WatchedPart(
    @Nullable String segment, Profile reference, List<SeasonWindow> seasons, Set<String> without) {
  /** Compares column by column. If no season has rows in both samples, nothing differs. */
  List<Compared> compare(DriftDetector detector) {
    return found(detector).stream()
        .filter(found -> !without.contains(found.column()))
        .map(this::compared)
        .toList();
  }

  /** Rows that depend on each other are worth fewer. */
  private Compared compared(Divergence found) {
    double dependent = reference.find(found.column()).map(ColumnProfile::designEffect).orElse(1.0);
    long before = seasons.stream().mapToLong(season -> season.reference().rows()).sum();
    long after = seasons.stream().mapToLong(season -> season.window().rows()).sum();
    return new Compared(found, segment, (long) (before / dependent), (long) (after / dependent));
  }

  private List<Divergence> found(DriftDetector detector) {
    if (seasons.isEmpty()) {
      return reference.columns().stream()
          .filter(WatchedPart::isComparable)
          .map(column -> Divergence.builder(column.name(), 1, "no rows to compare").build())
          .toList();
    }
    return seasons.size() == 1
        ? detector.compare(seasons.get(0).reference(), seasons.get(0).window())
        : detector.compare(seasons);
  }

  private static boolean isComparable(ColumnProfile column) {
    return column.histogram().isPresent() || !column.categories().isEmpty();
  }
}
