package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.DriftDetectorContract;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.monitoring.spi.SeasonWindow;
import io.lifecycle4j.profile.Profile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A detector that compares one season at a time, as one of a user does. */
class SeasonBySeasonContractTest extends DriftDetectorContract {
  private static final class OneSeason implements DriftDetector {
    private final DriftDetector cells = new HistogramDriftDetector();

    @Override
    public DriftRecorder recorder(Profile reference) {
      return cells.recorder(reference);
    }

    @Override
    public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
      return cells.merge(reference, summaries);
    }

    @Override
    public List<Divergence> compare(Profile reference, DriftSummary window) {
      return cells.compare(reference, window);
    }
  }

  @Override
  protected DriftDetector create() {
    return new OneSeason();
  }

  @Test
  void correctsTheLeastPValueForTheNumberOfSeasons() {
    Profile reference = References.of(References.texts("kind", kinds(50)));
    DriftDetector detector = new OneSeason();
    SeasonWindow alike = new SeasonWindow(reference, window(detector, reference, 50));
    SeasonWindow other = new SeasonWindow(reference, window(detector, reference, 70));
    Divergence alone = detector.compare(other.reference(), other.window()).get(0);

    Divergence found = detector.compare(List.of(alike, other, alike)).get(0);

    assertThat(alone.pValue()).isBetween(1e-9, 0.1);
    assertThat(found.pValue()).isEqualTo(3 * alone.pValue());
    assertThat(found.explanation()).isEqualTo(alone.explanation());
    assertThat(found.effect()).isEqualTo(alone.effect());
    assertThat(found.measures()).isEqualTo(alone.measures());
    assertThat(found.figures()).isEqualTo(alone.figures());
  }

  private static String[] kinds(int some) {
    String[] kinds = new String[100];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = i < some ? "a" : "b";
    }
    return kinds;
  }

  private static DriftSummary window(DriftDetector detector, Profile reference, int some) {
    DriftRecorder recorder = detector.recorder(reference);
    for (String kind : kinds(some)) {
      recorder.record(0, kind);
    }
    return recorder.snapshot();
  }
}
