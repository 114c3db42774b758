package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Checkpoint;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint as on disk.
 *
 * @param dropped null if it is needed
 */
@WithoutNulls
record CheckpointForm(Checkpoint.@Nullable Dropped dropped, StoredFile file, long step) {
  static List<CheckpointForm> of(Stream<Checkpoint> checkpoints) {
    return checkpoints
        .map(c -> new CheckpointForm(c.dropped().orElse(null), c.file(), c.step()))
        .toList();
  }

  Checkpoint toCheckpoint() {
    return new Checkpoint(step, file, Optional.ofNullable(dropped));
  }
}
