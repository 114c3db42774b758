package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunImports;
import io.lifecycle4j.tracking.spi.RunLog;
import java.util.function.Supplier;

/**
 * Passes imported runs to a tracker, without their secrets.
 *
 * @param tracker returns the tracker, or throws if it is closed
 */
record ImportedRuns(Supplier<ExperimentTracker> tracker) implements RunImports {
  @Override
  public RunLog start(RunInfo info) {
    String name = FreeText.of("name of a run", required(info, "run").name());
    return new Log(
        tracker
            .get()
            .start(new RunInfo(info.id(), info.experiment(), info.started(), name, info.parent())));
  }

  @Override
  public RunLog reopen(String id) {
    return new Log(tracker.get().reopen(required(id, "run id")));
  }

  @Override
  public StoredFile put(NamedContent file) {
    return tracker.get().put(required(file, "file"));
  }

  @Override
  public String withoutSecrets(String name, String value) {
    return FreeText.of("value of", required(name, "name"), required(value, "value of", name));
  }

  private record Log(RunLog log) implements RunLog {
    @Override
    public void append(RunBatch batch, Durability durability) {
      log.append(withoutSecrets(batch), durability);
    }

    @Override
    public void close() {
      log.close();
    }
  }

  private static RunBatch withoutSecrets(RunBatch batch) {
    RunBatch.Builder kept = RunBatch.builder().token(batch.token());
    batch.params().forEach((name, value) -> kept.param(name, FreeText.of(name, value)));
    batch.points().forEach(kept::point);
    batch
        .tags()
        .forEach(
            (name, value) ->
                value.ifPresentOrElse(
                    text -> kept.tag(name, FreeText.of("tag", name, text)),
                    () -> kept.removeTag(name)));
    batch.artifacts().values().forEach(kept::artifact);
    batch.inputs().forEach(kept::input);
    batch.checkpoints().forEach(c -> kept.checkpoint(CollectedParts.withoutSecrets(c)));
    batch.environment().ifPresent(kept::environment);
    batch.segment().ifPresent(segment -> kept.segment(segment.fromStep(), segment.time()));
    batch.end().map(ImportedRuns::withoutSecrets).ifPresent(kept::end);
    return kept.build();
  }

  private static RunEnd withoutSecrets(RunEnd end) {
    return new RunEnd(end.status(), end.time(), FreeText.of("cause of the end", end.cause()));
  }
}
