package io.lifecycle4j.core.monitoring.quality;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityMetric.Basis;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.serving.GroundTruth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the metrics would be if all answers had a label, from probabilities that are calibrated. */
class QualityEstimateTest {
  private static final Classification TASK =
      Tasks.classification("fraud", "no", "yes").positive("yes");

  private static final LiveClasses TWO = new LiveClasses(TaskCalls.judging("fraud:1", TASK));

  /**
   * A model that is too sure of itself: it gives a probability whose log-odds are twice the true
   * ones.
   *
   * @param certain how far the true log-odds are from 0, about
   */
  private static List<LiveRow> rows(Random random, int count, double certain) {
    List<LiveRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double odds = certain * random.nextGaussian() - 0.5;
      double said = 1 / (1 + Math.exp(-2 * odds));
      boolean own = random.nextDouble() < 1 / (1 + Math.exp(-odds));
      boolean answer = said >= 0.5;
      rows.add(
          new LiveRow(
              Instant.EPOCH,
              answer ? "yes" : "no",
              answer ? said : 1 - said,
              null,
              new GroundTruth(own ? "yes" : "no", Instant.EPOCH, 1)));
    }
    return rows;
  }

  private static Calibration calibration(List<LiveRow> rows) {
    return new Calibration(
        rows.stream().map(TWO::probabilities).toArray(double[][]::new),
        rows.stream().mapToInt(row -> "yes".equals(row.label()) ? 1 : 0).toArray());
  }

  private static Map<String, QualityMetric> estimate(List<LiveRow> known, List<LiveRow> rows) {
    LiveScores scores = new LiveScores(TWO, Set.of());
    return new QualityEstimate(TWO, calibration(known)).estimate(rows, scores.wanted().values());
  }

  private static QualityMetric of(Map<String, QualityMetric> metrics, String name) {
    return requireNonNull(metrics.get(name));
  }

  /** The inputs became harder, which the labelled rows do not show, but the probabilities do. */
  @Test
  @OnlyLarger
  void isWithinItsIntervalWhenInputsBecomeHarder() {
    int runs = Volume.of(10, 40, 1_000);
    int[] inside = new int[3];
    List<String> metrics = List.of("accuracy", "recall", "roc_auc");
    Random random = new Random(11);
    for (int run = 0; run < runs; run++) {
      List<LiveRow> known = rows(random, 1_000, 3);
      List<LiveRow> live = rows(random, 1_000, 1);
      Map<String, QualityMetric> estimates = estimate(known, live);
      Map<String, QualityMetric> truth = new LiveScores(TWO, Set.of()).measure(live);
      for (int i = 0; i < inside.length; i++) {
        QualityMetric estimate = of(estimates, metrics.get(i));
        double value = of(truth, metrics.get(i)).value();
        assertThat(estimate.basis()).isEqualTo(Basis.ESTIMATE);
        assertThat(estimate.value()).isCloseTo(value, within(0.15));
        inside[i] +=
            estimate.interval().orElseThrow().lower() <= value
                    && value <= estimate.interval().orElseThrow().upper()
                ? 1
                : 0;
      }
      double before = of(new LiveScores(TWO, Set.of()).measure(known), "accuracy").value();
      assertThat(of(estimates, "accuracy").value()).isLessThan(before - 0.08);
    }
    System.out.println(Arrays.toString(inside) + " of " + runs);
    assertThat(Arrays.stream(inside).min().orElseThrow()).isGreaterThanOrEqualTo(runs * 85 / 100);
  }

  /** Without calibration, the same model promises far too much. */
  @Test
  void isNotWhatTheModelPromises() {
    Random random = new Random(12);
    List<LiveRow> live = rows(random, 2_000, 1);
    double promised = live.stream().mapToDouble(LiveRow::probability).average().orElseThrow();
    double truth = of(new LiveScores(TWO, Set.of()).measure(live), "accuracy").value();
    assertThat(promised).isGreaterThan(truth + 0.06);
    assertThat(of(estimate(rows(random, 2_000, 2), live), "accuracy").value())
        .isCloseTo(truth, within(0.03));
  }

  @Test
  void isTheSameForTheSameRows() {
    List<LiveRow> known = rows(new Random(1), 300, 2);
    List<LiveRow> live = rows(new Random(2), 300, 2);
    assertThat(estimate(known, live)).isEqualTo(estimate(known, live));
  }

  @Test
  void usesAnEvenSelectionOfManyRows() {
    List<LiveRow> live = rows(new Random(2), 3 * QualityEstimate.MOST_ROWS, 2);
    assertThat(of(estimate(rows(new Random(1), 300, 2), live), "accuracy").rows())
        .isEqualTo(QualityEstimate.MOST_ROWS);
  }
}
