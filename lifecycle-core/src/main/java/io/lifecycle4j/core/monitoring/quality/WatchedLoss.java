package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.core.evaluation.KeptFigures;
import io.lifecycle4j.monitoring.LiveLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The loss of one version beside that of its evaluation, and nothing else of its quality. */
public final class WatchedLoss {
  private WatchedLoss() {}

  /**
   * Reads the log, unless there is nothing to compare with; only what has a label is in memory.
   *
   * @return empty if the version has no evaluation, or no prediction with a label
   */
  public static Optional<LiveLoss> of(LiveSource source, int version) {
    return HeldOut.of(source, version)
        .figures()
        .flatMap(figures -> of(source, version, figures, labelled(source, version)));
  }

  private static Optional<LiveLoss> of(
      LiveSource source, int version, KeptFigures figures, List<LiveRow> rows) {
    return LossWatch.of(source.task(version, rows), figures)
        .flatMap(watch -> watch.watch(source.label(version), rows));
  }

  private static List<LiveRow> labelled(LiveSource source, int version) {
    List<LiveRow> rows = new ArrayList<>();
    source
        .predictions()
        .forEach(
            prediction -> {
              boolean isOf = prediction.version().orElse(LiveSource.FUNCTION) == version;
              if (isOf && prediction.findGroundTruth().isPresent()) {
                prediction
                    .findAnswer()
                    .ifPresent(answer -> rows.add(LiveRow.of(prediction, answer)));
              }
            });
    return rows;
  }
}
