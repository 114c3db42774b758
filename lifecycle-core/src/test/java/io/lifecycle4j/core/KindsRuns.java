package io.lifecycle4j.core;

import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs with every fact, that end in every way, and whatever can happen to one afterwards. */
final class KindsRuns {
  static final String EXPERIMENT = "kinds";

  private static final Instant NOON = SmallLife.NOON;
  private static final String ENVIRONMENT =
      "{\"facts\":{\"cpu.count\":\"2\",\"jvm.version\":\"17\"},\"format\":1}";

  private final Medium medium;
  private final ExperimentTracker tracker;

  private KindsRuns(Medium medium) {
    this.medium = medium;
    this.tracker = Tracking.over(medium);
  }

  static void live(Medium medium, VersionRef data) {
    KindsRuns runs = new KindsRuns(medium);
    runs.everything(new RunInput(data, "train"));
    runs.ends();
    runs.removed();
  }

  private RunLog start(String id, @Nullable String parent) {
    return tracker.start(
        new RunInfo(id, EXPERIMENT, NOON, "Run " + id, Optional.ofNullable(parent)));
  }

  private static MetricPoint point(long step, double value, @Nullable RunInput data) {
    return new MetricPoint(step, value, NOON.plusMillis(step), Optional.ofNullable(data));
  }

  private static RunBatch end(RunStatus status) {
    return RunBatch.builder().end(new RunEnd(status, NOON.plusSeconds(9), "so be it")).build();
  }

  /** A run with every fact, which fails, is taken up again and ends well. */
  private void everything(RunInput data) {
    BlobId environment = medium.blobs().put(Content.of(ENVIRONMENT));
    StoredFile plot = tracker.put(new NamedContent("plots/loss.svg", Content.of("<svg/>")));
    StoredFile epoch = tracker.put(new NamedContent("epoch-0", Content.of("weights")));
    try (RunLog log = start("everything", null)) {
      log.append(
          RunBatch.builder()
              .param("layers", 3)
              .param("rate", 0.01)
              .param("shuffled", true)
              .param("optimizer", "adam")
              .tag("team", "risk")
              .tag("draft", "yes")
              .tag(RunRecord.NOTE, "See Größe")
              .artifact(plot)
              .input(data)
              .checkpoint(0, epoch)
              .environment(environment)
              .build(),
          Durability.POWER);
      log.append(RunBatch.builder().removeTag("draft").build(), Durability.POWER);
      log.append(
          RunBatch.builder()
              .point("loss", point(0, 0.5, null))
              .point("accuracy", point(0, Double.NaN, data))
              .point("loss", point(1, 9, null))
              .build(),
          Durability.POWER);
      log.append(end(RunStatus.FAILED), Durability.POWER);
    }
    try (RunLog log = tracker.reopen("everything")) {
      log.append(
          RunBatch.builder().segment(1, NOON).point("loss", point(1, 0.25, data)).build(),
          Durability.POWER);
      log.append(end(RunStatus.FINISHED), Durability.POWER);
    }
  }

  /** One run for each other end, and one whose process died. */
  private void ends() {
    try (RunLog log = start("killed", "everything")) {
      log.append(end(RunStatus.KILLED), Durability.POWER);
    }
    try (RunLog log = start("imported", null)) {
      log.append(end(RunStatus.CRASHED), Durability.POWER);
    }
    try (RunLog log = start("died", null)) {
      log.append(RunBatch.builder().point("loss", point(0, 1, null)).build(), Durability.POWER);
    }
  }

  private void removed() {
    for (String id : new String[] {"deleted", "restored", "purged"}) {
      try (RunLog log = start(id, null)) {
        log.append(end(RunStatus.FINISHED), Durability.POWER);
      }
      tracker.delete(id);
    }
    tracker.restore("restored");
    tracker.purge("purged");
  }
}
