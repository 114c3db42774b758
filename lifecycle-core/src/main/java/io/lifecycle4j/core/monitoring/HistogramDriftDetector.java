package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares counts in the bins, or of the texts, of the reference: all together by the likelihood
 * ratio of two samples, and each by itself by the exact hypergeometric tail.
 *
 * <p>Missing values are a category of their own, and so are values that the reference does not
 * know. For the test of all, neighbours in which fewer than five rows of the window are expected
 * are merged. The effect is the population stability index, with half a row added to each cell,
 * less its mean under no drift. The p-values suppose rows that do not depend on each other: bursts
 * of alike requests give false alarms, which the minimal effect of a {@link
 * io.lifecycle4j.monitoring.DriftMonitor} holds back.
 *
 * <p>Give it a reference of ten windows or more: a small one is off by chance itself, and its error
 * comes back in every window. For texts of which most are rare the p-values need it.
 *
 * <p>Recorders take memory for the bins and texts of the reference only, whatever comes in. A
 * column of which the reference has no value is left out. Stateless and thread-safe.
 */
public final class HistogramDriftDetector implements DriftDetector {
  /** Creates a detector. */
  public HistogramDriftDetector() {}

  @Override
  public DriftRecorder recorder(Profile reference) {
    return new WindowRecorder(required(reference, "reference"));
  }

  @Override
  public List<Divergence> compare(Profile reference, Profile window) {
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
