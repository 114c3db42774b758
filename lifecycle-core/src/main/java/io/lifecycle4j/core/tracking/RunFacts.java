package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunBatch;
import io.lifecycle4j.tracking.RunBatch.Checkpoint;
import io.lifecycle4j.tracking.RunBatch.Segment;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a batch records beside points, as it is on disk; parts that are not there are null. */
@WithoutNulls
record RunFacts(
    @Nullable Map<String, Param> params,
    @Nullable Map<String, String> tags,
    @Nullable List<String> removedTags,
    @Nullable List<StoredFile> artifacts,
    @Nullable List<RunInput> inputs,
    @Nullable List<Checkpoint> checkpoints,
    @Nullable BlobId environment,
    @Nullable Segment segment,
    @Nullable End end) {

  /** The end of a run; the status is a text, so that a newer library may add some. */
  record End(String status, Instant time, String cause) {
    End {
      required(status, "status");
      required(time, "time");
      required(cause, "cause");
    }

    static @Nullable End of(@Nullable RunEnd end) {
      return end == null ? null : new End(end.status().name(), end.time(), end.cause());
    }

    RunEnd toEnd() {
      for (RunStatus known : RunStatus.values()) {
        if (known.name().equals(status) && known != RunStatus.RUNNING) {
          return new RunEnd(known, time, cause);
        }
      }
      return new RunEnd(RunStatus.UNKNOWN, time, cause);
    }
  }

  static byte[] write(RunBatch batch) {
    Map<String, String> set = new LinkedHashMap<>();
    batch.tags().forEach((name, value) -> value.ifPresent(text -> set.put(name, text)));
    List<String> removed =
        batch.tags().entrySet().stream()
            .filter(tag -> tag.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    return Json.write(
        new RunFacts(
            batch.params().isEmpty() ? null : batch.params(),
            set.isEmpty() ? null : set,
            removed.isEmpty() ? null : removed,
            orNull(List.copyOf(batch.artifacts().values())),
            orNull(batch.inputs()),
            orNull(batch.checkpoints()),
            batch.environment().orElse(null),
            batch.segment().orElse(null),
            End.of(batch.end().orElse(null))));
  }

  private static <T> @Nullable List<T> orNull(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  static RunFacts read(byte[] payload, String what) {
    return Json.read(payload, RunFacts.class, what);
  }

  /** Tells whether this version writes the facts just so; what it does not know it drops. */
  boolean isWrittenAs(byte[] payload) {
    return Arrays.equals(Json.write(this), payload);
  }

  /** Gives the facts as the batch they were. */
  RunBatch toBatch() {
    RunBatch.Builder batch = RunBatch.builder();
    Optional.ofNullable(params).ifPresent(all -> all.forEach(batch::param));
    Optional.ofNullable(tags).ifPresent(all -> all.forEach(batch::tag));
    Optional.ofNullable(removedTags).ifPresent(all -> all.forEach(batch::removeTag));
    Optional.ofNullable(artifacts).ifPresent(all -> all.forEach(batch::artifact));
    Optional.ofNullable(inputs).ifPresent(all -> all.forEach(batch::input));
    Optional.ofNullable(checkpoints)
        .ifPresent(all -> all.forEach(taken -> batch.checkpoint(taken.step(), taken.file())));
    Optional.ofNullable(environment).ifPresent(batch::environment);
    Optional.ofNullable(segment).ifPresent(at -> batch.segment(at.fromStep(), at.time()));
    Optional.ofNullable(end).ifPresent(how -> batch.end(how.toEnd()));
    return batch.build();
  }
}
