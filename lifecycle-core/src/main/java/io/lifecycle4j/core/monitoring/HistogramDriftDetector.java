package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.monitoring.spi.SeasonWindow;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  @Override
  public List<Divergence> compare(List<SeasonWindow> seasons) {
    List<SeasonWindow> all = copy(seasons, "seasons");
    check(!all.isEmpty(), "Invalid seasons: none (needs at least one)");
    SummaryCodec codec = new SummaryCodec(all.get(0).reference());
    return compare(
        all.stream().map(SeasonWindow::reference).toList(),
        all.stream().map(season -> codec.read(season.window())).toList());
  }

  List<Divergence> compare(Profile reference, Profile window) {
    return compare(List.of(reference), List.of(window));
  }

  private static List<Divergence> compare(List<Profile> references, List<Profile> windows) {
    for (int i = 0; i < references.size(); i++) {
      checkColumns(references.get(i), windows.get(i));
    }
    List<Divergence> result = new ArrayList<>();
    for (int i = 0; i < references.get(0).columns().size(); i++) {
      compared(column(references, i), column(windows, i)).ifPresent(result::add);
    }
    return List.copyOf(result);
  }

  private static List<ColumnProfile> column(List<Profile> profiles, int place) {
    return profiles.stream().map(profile -> profile.columns().get(place)).toList();
  }

  private static void checkColumns(Profile reference, Profile window) {
    List<ColumnProfile> before = reference.columns();
    List<ColumnProfile> after = window.columns();
    check(
        before.size() == after.size(),
        "Invalid window: %s columns (the reference has %s)",
        after.size(),
        before.size());
    for (int i = 0; i < before.size(); i++) {
      check(
          before.get(i).name().equals(after.get(i).name()),
          "Invalid window: column %s (the reference has %s there)",
          after.get(i).name(),
          before.get(i).name());
    }
  }

  /** Returns how far a column is, without saying whether that is chance; empty without cells. */
  static Map<DriftMeasure, Double> measures(ComparedSeasons seasons) {
    ColumnProfile first = seasons.references().get(0);
    if (seasons.windows().stream().allMatch(window -> window.count() == 0)) {
      return Map.of();
    }
    if (ReferenceBins.present(first)) {
      return NumberDivergence.measures(seasons);
    }
    return first.categories().isEmpty() ? Map.of() : TextDivergence.measures(seasons);
  }

  private static Optional<Divergence> compared(
      List<ColumnProfile> references, List<ColumnProfile> windows) {
    ColumnProfile first = references.get(0);
    if (windows.stream().allMatch(window -> window.count() == 0)) {
      return Optional.empty();
    }
    ComparedSeasons seasons = new ComparedSeasons(references, windows);
    if (ReferenceBins.present(first)) {
      return Optional.of(NumberDivergence.of(seasons));
    }
    return first.categories().isEmpty()
        ? Optional.empty()
        : Optional.of(TextDivergence.of(seasons));
  }
}
