package io.lifecycle4j.examples;

import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.monitoring.spi.DriftSums;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Moments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A drift detector of one's own, from scratch: its score is the share of numbers outside the range
 * of the reference. The library finds p-values for it, so that it keeps the promise of false
 * alarms.
 */
final class RangeDetector implements DriftDetector {
  @Override
  public boolean needsCalibration() {
    return true;
  }

  @Override
  public DriftSums recorder(Profile reference) {
    return DriftSums.recorder(
        reference,
        2,
        (column, value, sums) -> {
          Optional<Moments> range = column.moments();
          sums.add(0, range.isPresent() && value > range.get().max() ? 1 : 0);
          sums.add(1, range.isPresent() && value < range.get().min() ? 1 : 0);
        });
  }

  @Override
  public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
    return recorder(reference).merged(summaries);
  }

  @Override
  public List<Divergence> compare(Profile reference, DriftSummary window) {
    List<Divergence> scores = new ArrayList<>();
    List<DriftSums.Column> columns = recorder(reference).read(window);
    for (int i = 0; i < columns.size(); i++) {
      if (reference.columns().get(i).moments().isPresent()) {
        scores.add(score(reference.columns().get(i).name(), columns.get(i)));
      }
    }
    return scores;
  }

  private static Divergence score(String column, DriftSums.Column sums) {
    long above = (long) sums.sum(0);
    long below = (long) sums.sum(1);
    return Divergence.score(
        column,
        (double) (above + below) / Math.max(1, sums.count()),
        above + " rows above its range, " + below + " below, of " + sums.count());
  }
}
