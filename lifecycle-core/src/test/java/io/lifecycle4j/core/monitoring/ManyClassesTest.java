package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.monitoring.strata.StratumRecorders;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.verdict.WindowVerdict;
import io.lifecycle4j.core.profile.ComputedNumbers;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A network of a thousand classes, whose probabilities are watched one by one. */
class ManyClassesTest {
  private record Point(double x) {}

  private static final int CLASSES = 1_000;
  private static final int CHANGED = 417;
  private static final int WINDOW = 500;
  private static final int REFERENCE = 2_000;
  private static final double LEVEL = 0.001;
  private static final HistogramDriftDetector DETECTOR = new HistogramDriftDetector();
  private static final Columns<Point> POINTS = Columns.of(Point.class);
  private static final Task<String> TASK =
      classification(
          "kind", IntStream.range(0, CLASSES).mapToObj(i -> "k" + i).toArray(String[]::new));

  private final SplittableRandom random = new SplittableRandom(20_260_101);
  private final AnsweredRow answered = new AnsweredRow(POINTS.schema(), TASK);
  private final Statistics statistics =
      Statistics.of(AnswerColumns.of(TASK).after(POINTS.schema()), answered.schema());
  private final WatchedReference reference = reference();

  /** The answer is always the first class; the others are about as probable as each other. */
  private AnsweredRow row(double input, double more) {
    double[] scores = new double[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
      scores[i] = random.nextDouble();
    }
    scores[0] = 8;
    scores[CHANGED] += more;
    return answered.show(
        POINTS.row(new Point(random.nextDouble() + input)), TASK.classes().get(0), scores);
  }

  private Profile profile(Profiler profiler, int rows) {
    for (int i = 0; i < rows; i++) {
      profiler.add(row(0, 0));
    }
    return profiler.profile();
  }

  private WatchedReference reference() {
    Profile cells =
        ComputedNumbers.cells(
            profile(new Profiler(statistics), REFERENCE), AnswerColumns::isAnswer);
    return WatchedReference.of(profile(new Profiler(statistics, cells), REFERENCE));
  }

  private DriftSummary window(double input, double more) {
    RowRecorder recorder = new RowRecorder(statistics);
    StratumRecorders window = reference.recorders(DETECTOR);
    for (int i = 0; i < WINDOW; i++) {
      recorder.record(row(input, more), window, 0);
    }
    return window.snapshot();
  }

  private List<String> drifted(DriftSummary window) {
    return new WindowVerdict(LEVEL, 0)
        .of(DETECTOR, reference, window, Map.of()).stream()
            .filter(ColumnDrift::drifted)
            .map(ColumnDrift::name)
            .toList();
  }

  @Test
  void namesTheClassWhoseProbabilityMoves() {
    assertThat(drifted(window(0, 0))).isEmpty();
    assertThat(drifted(window(0, 0.3))).containsExactly("prediction.probability.k" + CHANGED);
  }

  @Test
  void hasOneSummaryOfBoundedSizeForEachClass() {
    int columns = reference.profile().columns().size();
    assertThat(columns).isEqualTo(1 + 1 + CLASSES + 1);
    assertThat(window(0, 0).bytes().length).isLessThan(columns * 100);
  }

  /** As many parts of the level as a thousand columns have would hide this shift. */
  @Test
  void leavesTheInputsTheirPartOfTheLevel() {
    DriftSummary shifted = window(0.045, 0);
    ColumnDrift input =
        new WindowVerdict(LEVEL, 0)
            .of(DETECTOR, reference, shifted, Map.of()).stream()
                .filter(column -> column.name().equals("x"))
                .findFirst()
                .orElseThrow();
    double shared = input.divergence().pValue();
    assertThat(input.adjusted()).isLessThanOrEqualTo(shared * 24);
    assertThat(shared * CLASSES).as("adjusted among equal parts").isGreaterThan(LEVEL);
    assertThat(input.drifted()).isTrue();
  }
}
