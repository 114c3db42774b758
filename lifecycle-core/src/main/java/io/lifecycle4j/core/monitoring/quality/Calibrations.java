package io.lifecycle4j.core.monitoring.quality;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.core.evaluation.KeptFigures;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * What the probabilities of a version are calibrated by: its held-out rows, or else the predictions
 * that have a label.
 *
 * @param found empty if there are too few rows
 * @param note how they are calibrated, or why they are not
 */
record Calibrations(Optional<Calibration> found, String note) {
  /**
   * Finds the rows to calibrate by.
   *
   * @param heldOut those of the version
   * @param known predictions with labels that the version knows
   */
  static Calibrations of(HeldOut heldOut, LiveClasses task, List<LiveRow> known) {
    Optional<KeptFigures> enough =
        heldOut.figures().filter(rows -> rows.rows() >= QualityEstimate.LEAST);
    if (enough.isPresent()) {
      return new Calibrations(
          enough.map(rows -> of(task.calls().task(), rows)),
          "Estimates are calibrated by " + counted(enough.get().rows(), "held-out row"));
    }
    List<LiveRow> whole = known.stream().filter(task::isWhole).toList();
    return whole.size() >= QualityEstimate.LEAST
        ? new Calibrations(
            Optional.of(of(task, whole)),
            "Estimates are calibrated by " + counted(whole.size(), "prediction") + " with a label")
        : new Calibrations(
            Optional.empty(),
            String.format(
                "No estimates: %s and %s with a label and probabilities (one needs %s)%s",
                counted(heldOut.figures().map(KeptFigures::rows).orElse(0), "held-out row"),
                counted(whole.size(), "prediction"),
                QualityEstimate.LEAST,
                heldOut.problem()));
  }

  private static Calibration of(Task<?> task, KeptFigures rows) {
    Tensor targets = rows.targets().get(0);
    double[][] probabilities = new double[rows.rows()][];
    int[] labels = new int[probabilities.length];
    for (int row = 0; row < labels.length; row++) {
      probabilities[row] = task.probabilities(rows.outputs(), row);
      labels[row] = (int) targets.number(row);
    }
    return new Calibration(probabilities, labels);
  }

  private static Calibration of(LiveClasses task, List<LiveRow> rows) {
    return new Calibration(
        rows.stream().map(task::probabilities).toArray(double[][]::new),
        rows.stream()
            .mapToInt(row -> task.classes().indexOf(String.valueOf(row.label())))
            .toArray());
  }
}
