package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.Segment;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The facts of a batch beside its points, as on disk; absent parts are null. */
@WithoutNulls
record RunFacts(
    @Nullable Map<String, Param> params,
    @Nullable Map<String, String> tags,
    @Nullable List<String> removedTags,
    @Nullable List<StoredFile> artifacts,
    @Nullable List<RunInput> inputs,
    @Nullable List<CheckpointForm> checkpoints,
    @Nullable BlobId environment,
    @Nullable Segment segment,
    @Nullable End end) {
  /** The length of an object without properties; unknown ones are of a newer version. */
  private static final int NOTHING = 2;

  static final int MAX_FACTS = 10_000;
  private static final int MAX_BYTES = 1 << 23;

  RunFacts {
    check(
        Stream.of(params, tags, removedTags, artifacts, inputs, checkpoints)
            .noneMatch(part -> Map.of().equals(part) || List.of().equals(part)),
        "Invalid facts: a part is empty");
  }

  /** The status is a text, so that a newer library may add some. */
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
    List<String> removed = new ArrayList<>();
    batch
        .tags()
        .forEach(
            (name, value) ->
                value.ifPresentOrElse(text -> set.put(name, text), () -> removed.add(name)));
    return TrackingForms.JSON.write(
        new RunFacts(
            batch.params().isEmpty() ? null : batch.params(),
            set.isEmpty() ? null : set,
            removed.isEmpty() ? null : removed,
            orNull(List.copyOf(batch.artifacts().values())),
            orNull(batch.inputs()),
            orNull(CheckpointForm.of(batch.checkpoints().stream())),
            batch.environment().orElse(null),
            batch.segment().orElse(null),
            End.of(batch.end().orElse(null))));
  }

  /**
   * Checks that a batch can be written, also together with what else is pending.
   *
   * @return the size of its facts in bytes
   * @throws InvalidValueException if there are too many of them, they are too long, or a text is
   *     not valid Unicode
   */
  static int size(RunBatch batch) {
    if (batch.onlyPoints()) {
      return 0;
    }
    int facts =
        batch.params().size()
            + batch.tags().size()
            + batch.artifacts().size()
            + batch.inputs().size()
            + batch.checkpoints().size();
    check(facts <= MAX_FACTS, "Invalid batch: %s facts (must be at most %s)", facts, MAX_FACTS);
    batch.params().forEach((name, value) -> checkText("parameter", name, value.text()));
    batch.tags().forEach((name, value) -> checkText("tag", name, value.orElse("")));
    int bytes = write(batch).length;
    check(bytes <= MAX_BYTES, "Invalid batch: %s bytes (must be at most %s)", bytes, MAX_BYTES);
    return bytes;
  }

  static void checkText(String what, String name, String text) {
    check(
        text.length() <= Json.MAX_TEXT,
        "Invalid %s %s: %s characters (must be at most %s; keep longer texts as artifacts)",
        what,
        name,
        text.length(),
        Json.MAX_TEXT);
  }

  private static <T> @Nullable List<T> orNull(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  static RunFacts read(byte[] payload, String what) {
    if (payload.length <= NOTHING) {
      throw new CorruptDataException("Cannot read " + what + ": no facts");
    }
    return TrackingForms.JSON.read(payload, RunFacts.class, what);
  }

  /** Returns whether this version would write the same facts; it drops unknown ones. */
  boolean isWrittenAs(byte[] payload) {
    return Arrays.equals(TrackingForms.JSON.write(this), payload);
  }

  RunBatch toBatch() {
    RunBatch.Builder batch = RunBatch.builder();
    Optional.ofNullable(params).ifPresent(all -> all.forEach(batch::param));
    Optional.ofNullable(tags).ifPresent(all -> all.forEach(batch::tag));
    Optional.ofNullable(removedTags).ifPresent(all -> all.forEach(batch::removeTag));
    Optional.ofNullable(artifacts).ifPresent(all -> all.forEach(batch::artifact));
    Optional.ofNullable(inputs).ifPresent(all -> all.forEach(batch::input));
    Optional.ofNullable(checkpoints)
        .ifPresent(all -> all.forEach(form -> batch.checkpoint(form.toCheckpoint())));
    Optional.ofNullable(environment).ifPresent(batch::environment);
    Optional.ofNullable(segment).ifPresent(at -> batch.segment(at.fromStep(), at.time()));
    Optional.ofNullable(end).ifPresent(how -> batch.end(how.toEnd()));
    return batch.build();
  }
}
