package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares counts in the bins, or of the texts, of the reference, as {@link ColumnComparison} says.
 *
 * <p>Missing values are a category of their own, and so are values unknown to the reference. The
 * p-values are right at any size if the bins and texts were chosen by rows that are in neither
 * sample, and rows are independent: bursts of similar requests raise false alarms, which the
 * minimal effect of a {@link io.lifecycle4j.monitoring.DriftMonitor} suppresses.
 *
 * <p>Memory depends only on the bins and texts of the reference, not on the input. Stateless and
 * thread-safe.
 */
public final class HistogramDriftDetector implements DriftDetector {
  public HistogramDriftDetector() {}

  @Override
  public DriftRecorder recorder(Profile reference) {
    return new WindowRecorder(required(reference, "reference"));
  }

  @Override
  public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
    SummaryCodec codec = new SummaryCodec(required(reference, "reference"));
    return copy(summaries, "summaries").stream()
        .map(codec::read)
        .reduce(MergedWindow::of)
        .map(codec::write)
        .orElseGet(() -> recorder(reference).snapshot());
  }

  @Override
  public List<Divergence> compare(Profile reference, DriftSummary window) {
    SummaryCodec codec = new SummaryCodec(required(reference, "reference"));
    return compare(reference, codec.read(required(window, "window")));
  }

  List<Divergence> compare(Profile reference, Profile window) {
    List<ColumnProfile> before = required(reference, "reference").columns();
    List<ColumnProfile> after = required(window, "window").columns();
    check(
        before.size() == after.size(),
        "Invalid window: %s columns (the reference has %s)",
        after.size(),
        before.size());
    List<Divergence> result = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      check(
          before.get(i).name().equals(after.get(i).name()),
          "Invalid window: column %s (the reference has %s there)",
          after.get(i).name(),
          before.get(i).name());
      if (after.get(i).count() > 0) {
        compare(before.get(i), after.get(i), result);
      }
    }
    return List.copyOf(result);
  }

  private static void compare(
      ColumnProfile reference, ColumnProfile window, List<Divergence> result) {
    if (ReferenceBins.present(reference)) {
      result.add(NumberDivergence.of(reference, window));
    } else if (!reference.categories().isEmpty()) {
      result.add(TextDivergence.of(reference, window));
    }
  }
}
