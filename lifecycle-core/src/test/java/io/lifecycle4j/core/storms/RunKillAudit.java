package io.lifecycle4j.core.storms;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** Compares the runs of a home with what their recorders noted down. */
final class RunKillAudit {
  /** What was noted down last of each run. */
  private final Map<String, Noted> noted = new LinkedHashMap<>();

  int crashed;
  int points;

  /** What a recorder was told. */
  private static final class Noted {
    long safe;
    String last = "";
  }

  /** Adds what one process noted down. */
  void add(Path notes) throws IOException {
    for (String line : AckFile.read(notes)) {
      String[] words = line.split(" ", -1);
      Noted run = noted.computeIfAbsent(words[1], id -> new Noted());
      run.last = words[0];
      if (!words[0].endsWith("ing")) { // what was asked for, and perhaps not done
        run.safe = Long.parseLong(words[2]);
      }
    }
  }

  int runs() {
    return noted.size();
  }

  /** Checks every run; nobody records any more. */
  void check(Medium medium) throws IOException {
    ExperimentTracker tracker = Tracking.over(medium);
    Map<String, RunRecord> found = new HashMap<>();
    RunQuery.Builder query = RunQuery.builder().experiment(RunKillWorker.EXPERIMENT);
    for (RunRecord run : Tracking.search(tracker, query)) {
      assertThat(found.put(run.id(), run)).isNull();
      check(tracker, run, noted.getOrDefault(run.id(), new Noted()));
    }
    assertThat(found).containsKeys(noted.keySet().toArray(new String[0]));
  }

  private void check(ExperimentTracker tracker, RunRecord run, Noted told) throws IOException {
    List<MetricPoint> history = tracker.history(run.id(), RunKillWorker.METRIC).points();
    points += history.size();
    assertThat(history)
        .describedAs("points of %s, none lost, none twice", run.id())
        .hasSizeGreaterThanOrEqualTo((int) told.safe)
        .extracting(MetricPoint::step)
        .containsExactlyElementsOf(LongStream.range(0, history.size()).boxed().toList());
    checkBatches(run, history.size());
    for (Checkpoint taken : run.checkpoints()) {
      checkStored(tracker, taken);
    }
    checkEnd(run, told, history);
  }

  /** A batch is there whole, its tag with its points, or not at all. */
  private static void checkBatches(RunRecord run, int size) {
    run.tags()
        .forEach(
            (tag, count) -> {
              long first = Long.parseLong(tag.substring("batch ".length()));
              assertThat(first + Long.parseLong(count)).isLessThanOrEqualTo(size);
            });
  }

  private static void checkStored(ExperimentTracker tracker, Checkpoint taken) throws IOException {
    StoredFile file = taken.file();
    try (InputStream in = tracker.open(file.blob())) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("state " + taken.step());
    }
  }

  private static Set<RunStatus> after(String noted) {
    return switch (noted) {
      case "finished" -> Set.of(RunStatus.FINISHED);
      case "killed" -> Set.of(RunStatus.KILLED);
      case "finishing" -> Set.of(RunStatus.FINISHED, RunStatus.CRASHED);
      case "killing", "resuming" -> Set.of(RunStatus.KILLED, RunStatus.CRASHED);
      default -> Set.of(RunStatus.CRASHED);
    };
  }

  private void checkEnd(RunRecord run, Noted told, List<MetricPoint> history) {
    RunEnd end = run.end().orElseThrow(() -> new AssertionError("goes on for ever: " + run.id()));
    assertThat(end.status()).describedAs("%s after %s", run.id(), told.last).isIn(after(told.last));
    if (end.status() == RunStatus.CRASHED) {
      crashed++;
      assertThat(end.cause()).isEqualTo("its process no longer records it");
      assertThat(end.time()).isEqualTo(lastHeard(run, history));
    }
  }

  /** The time of the last thing recorded that has one. */
  private static Instant lastHeard(RunRecord run, List<MetricPoint> history) {
    Instant heard = run.info().started();
    if (!history.isEmpty()) {
      Instant last = history.get(history.size() - 1).time();
      heard = last.isAfter(heard) ? last : heard;
    }
    if (!run.segments().isEmpty()) {
      Instant last = run.segments().get(run.segments().size() - 1).time();
      heard = last.isAfter(heard) ? last : heard;
    }
    assertThat(heard).isAfterOrEqualTo(Fixtures.TIME);
    return heard;
  }
}
