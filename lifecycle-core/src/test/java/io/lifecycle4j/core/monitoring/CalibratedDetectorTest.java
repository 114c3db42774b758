package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.monitoring.CalibratedDetectorTest.Scores.Score;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.monitoring.spi.DriftSums;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Scores that say nothing of chance keep the promise, since the library finds their p-values. */
@Tag(Volume.TAG)
class CalibratedDetectorTest {
  private static final int BINS = 8;
  private static final int TRIALS = Volume.of(200, 250, 30_000);

  private final SplittableRandom random = new SplittableRandom(Volume.seed());

  /** Scores each column by its sums: values, squares, and numbers above the greatest. */
  record Scores(Score score) implements DriftDetector {
    interface Score {
      double of(ColumnProfile reference, DriftSums.Column window);
    }

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
            sums.add(0, value);
            sums.add(1, column.moments().filter(range -> value > range.max()).isPresent() ? 1 : 0);
          });
    }

    @Override
    public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
      return recorder(reference).merged(summaries);
    }

    @Override
    public List<Divergence> compare(Profile reference, DriftSummary window) {
      List<DriftSums.Column> sums = recorder(reference).read(window);
      List<Divergence> scores = new ArrayList<>();
      for (int i = 0; i < sums.size(); i++) {
        ColumnProfile column = reference.columns().get(i);
        scores.add(Divergence.score(column.name(), score.of(column, sums.get(i)), "scored"));
      }
      return scores;
    }
  }

  private static final Score MEAN =
      (reference, window) ->
          Math.abs(mean(window) - reference.moments().map(Moments::mean).orElse(0.0));

  private static double mean(DriftSums.Column window) {
    return window.sum(0) / Math.max(1, window.count() - window.missing());
  }

  /** Its size is that of the noise, whatever the window is. */
  private static final Score NOISE =
      (reference, window) -> 1_000 * Math.abs(Math.sin(1e6 * window.sum(0))) * (1 + mean(window));

  private static final Score ABOVE = (reference, window) -> window.sum(1);

  private static final Score MISSING =
      (reference, window) ->
          (double) window.missing() / window.count()
              - (double) reference.missing() / reference.count();

  /** Makes a reference, whose cells are chosen by other rows. */
  private static Profile reference(double[] choosing, double[] values) {
    double[] sorted = Arrays.stream(choosing).filter(Double::isFinite).sorted().toArray();
    List<Double> edges = new ArrayList<>();
    for (int i = 1; i < BINS; i++) {
      double edge = sorted[i * sorted.length / BINS];
      if (edges.isEmpty() || edge > edges.get(edges.size() - 1)) {
        edges.add(edge);
      }
    }
    Long[] counts = new Long[edges.size() + 1];
    Arrays.fill(counts, 0L);
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    for (double value : finite) {
      counts[(int) edges.stream().filter(edge -> edge <= value).count()]++;
    }
    double mean = Arrays.stream(finite).average().orElseThrow();
    double variance =
        Arrays.stream(finite).map(it -> (it - mean) * (it - mean)).average().orElse(0);
    Moments moments =
        new Moments(
            Arrays.stream(finite).min().orElseThrow(),
            Arrays.stream(finite).max().orElseThrow(),
            mean,
            Math.sqrt(variance));
    return new Profile(
        values.length,
        List.of(
            new ColumnProfile(
                "amount",
                values.length,
                values.length - finite.length,
                moments,
                new Histogram(edges, List.of(counts)),
                Map.of())));
  }

  private double pValue(Score score, ToDoubleFunction<SplittableRandom> values, double shift) {
    Profile reference = reference(draw(values, 200, 0), draw(values, 120, 0));
    DriftDetector detector = CalibratedDetector.of(new Scores(score));
    DriftRecorder recorder = detector.recorder(reference);
    DoubleStream.of(draw(values, 60, shift)).forEach(value -> recorder.record(0, value));
    return detector.compare(reference, recorder.snapshot()).get(0).pValue();
  }

  private double[] draw(ToDoubleFunction<SplittableRandom> values, int rows, double shift) {
    double[] drawn = new double[rows];
    Arrays.setAll(drawn, any -> values.applyAsDouble(random) + shift);
    return drawn;
  }

  private static double normal(SplittableRandom random) {
    return random.nextGaussian();
  }

  private static double heavy(SplittableRandom random) {
    return Math.exp(1.5 * random.nextGaussian());
  }

  private static double gappy(SplittableRandom random) {
    return random.nextInt(10) == 0 ? Double.NaN : random.nextInt(4);
  }

  private void assertKept(Score score, ToDoubleFunction<SplittableRandom> values) {
    double[] p = new double[TRIALS];
    Arrays.setAll(p, any -> pValue(score, values, 0));
    for (double level : new double[] {0.2, 0.05, 0.01}) {
      double rate = Arrays.stream(p).filter(value -> value <= level).count() / (double) TRIALS;
      assertThat(rate).isLessThan(level + 3 * Math.sqrt(level / TRIALS));
    }
  }

  @Test
  @OnlyLarger
  void keepsThePromiseOfANoisyScore() {
    assertKept(NOISE, CalibratedDetectorTest::normal);
  }

  @Test
  @OnlyLarger
  void keepsThePromiseOfTheGreatestValues() {
    assertKept(ABOVE, CalibratedDetectorTest::heavy);
  }

  @Test
  void keepsThePromiseOfAMean() {
    assertKept(MEAN, CalibratedDetectorTest::heavy);
  }

  @Test
  @OnlyLarger
  void keepsThePromiseOfMissingValues() {
    assertKept(MISSING, CalibratedDetectorTest::gappy);
  }

  @Test
  @OnlyLarger
  void findsAShiftThatAScoreSees() {
    for (int i = 0; i < 20; i++) {
      assertThat(pValue(MEAN, CalibratedDetectorTest::normal, 1.5)).isLessThan(1e-3);
      assertThat(pValue(MISSING, CalibratedDetectorTest::gappy, 1)).isGreaterThan(1e-3);
    }
  }

  @Test
  void scoresTextsThatTheReferenceDoesNotHaveAsChance() {
    ColumnProfile texts =
        new ColumnProfile("sky", 100, 0, null, null, Map.of("sun", 60L, "rain", 40L));
    Profile reference = new Profile(100, List.of(texts));
    DriftDetector detector =
        CalibratedDetector.of(new Scores((column, window) -> window.missing()));
    DriftRecorder recorder = detector.recorder(reference);
    for (int i = 0; i < 50; i++) {
      recorder.record(0, i == 0 ? "" : "snow");
    }
    // the only missing text is in the window in one of three divisions
    assertThat(detector.compare(reference, recorder.snapshot()).get(0).pValue())
        .isBetween(0.15, 0.6);
  }

  @Test
  void mergesBothSummaries() {
    Profile reference = reference(new double[] {1, 2, 3, 4}, new double[] {1, 2, 3, 4});
    DriftDetector detector = CalibratedDetector.of(new Scores(MEAN));
    DriftRecorder one = detector.recorder(reference);
    DriftRecorder two = one.another();
    DriftRecorder all = detector.recorder(reference);
    for (int i = 0; i < 9; i++) {
      (i < 4 ? one : two).record(0, i);
      all.record(0, i);
    }
    DriftSummary merged = detector.merge(reference, List.of(one.snapshot(), two.snapshot()));
    assertThat(merged).isEqualTo(all.snapshot());
    assertThatThrownBy(() -> detector.compare(reference, DriftSummary.of(9, new byte[9])))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("Invalid drift summary");
  }

  @Test
  void leavesADetectorWithRightPValuesAsItIs() {
    DriftDetector own = new HistogramDriftDetector();
    assertThat(CalibratedDetector.of(own)).isSameAs(own);
  }
}
