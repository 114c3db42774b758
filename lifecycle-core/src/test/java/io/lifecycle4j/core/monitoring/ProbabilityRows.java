package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.monitoring.strata.StratumRecorders;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.verdict.WindowVerdict;
import io.lifecycle4j.core.profile.ComputedNumbers;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Rows that a classifier answers which is far surer of the rows that it learned than of others: its
 * scores are sums of kernels around these.
 */
final class ProbabilityRows {
  private record Point(double x, double y, boolean flag) {}

  private static final int LEARNED = 300;
  private static final double WIDTH = 0.15;
  private static final float SURE = 12;
  private static final HistogramDriftDetector DETECTOR = new HistogramDriftDetector();

  private final SplittableRandom random;
  private final Task<String> task;
  private final Columns<Point> columns = Columns.of(Point.class);
  private final AnsweredRow answered;
  private final Statistics statistics;
  private final Point[] learned = new Point[LEARNED];
  private final int[] labels = new int[LEARNED];
  private final Profile cells;

  /** Draws the rows that the classifier learns; their answers choose the cells. */
  ProbabilityRows(int classes, long seed) {
    random = new SplittableRandom(seed);
    task =
        classification(
            "kind", IntStream.range(0, classes).mapToObj(i -> "k" + i).toArray(String[]::new));
    Schema rows = columns.schema();
    answered = new AnsweredRow(rows, task);
    statistics = Statistics.of(AnswerColumns.of(task).after(rows), answered.schema());
    for (int i = 0; i < LEARNED; i++) {
      learned[i] = point();
      labels[i] =
          random.nextInt(4) == 0
              ? random.nextInt(classes)
              : Math.floorMod((int) Math.floor(learned[i].x * classes), classes);
    }
    Profiler profiler = new Profiler(statistics);
    for (Point point : learned) {
      profiler.add(answer(point));
    }
    cells = ComputedNumbers.cells(profiler.profile(), AnswerColumns::isAnswer);
  }

  private Point point() {
    return new Point(random.nextDouble(), random.nextGaussian(), random.nextInt(3) == 0);
  }

  private AnsweredRow answer(Point point) {
    Row row = columns.row(point);
    float[] scores = new float[task.classes().size()];
    for (int i = 0; i < LEARNED; i++) {
      double x = (point.x - learned[i].x) / WIDTH;
      double y = (point.y - learned[i].y) / WIDTH;
      scores[labels[i]] += SURE * (float) Math.exp(-x * x - y * y);
    }
    List<Tensor> outputs = List.of(Tensor.of("scores", scores, 1, scores.length));
    return answered.show(row, task.decode(outputs, 0), outputs, 0);
  }

  /** Returns a reference of rows that were not learned. */
  WatchedReference reference(int rows) {
    Profiler profiler = new Profiler(statistics, cells);
    for (int i = 0; i < rows; i++) {
      profiler.add(answer(point()));
    }
    return WatchedReference.of(profiler.profile());
  }

  /** Judges a window of other rows without drift. */
  List<ColumnDrift> window(WatchedReference reference, int rows, double level) {
    RowRecorder recorder = new RowRecorder(statistics);
    StratumRecorders window = reference.recorders(DETECTOR);
    for (int i = 0; i < rows; i++) {
      recorder.record(answer(point()), window, 0);
    }
    return new WindowVerdict(level, 0).of(DETECTOR, reference, window.snapshot(), Map.of());
  }
}
