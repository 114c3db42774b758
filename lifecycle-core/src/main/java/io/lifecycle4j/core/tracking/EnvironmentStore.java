package io.lifecycle4j.core.tracking;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.core.tracking.environment.EnvironmentDocument;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Stores environments as files of a tracker. The runs of one process have few different ones; each
 * is stored once. Thread-safe.
 */
final class EnvironmentStore {
  private static final String NAME = "environment.json";
  private static final int REMEMBERED = 16;
  private static final int MAX_BYTES = 1 << 24;

  private final ExperimentTracker tracker;
  private final Cache<EnvironmentCapsule, BlobId> put =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  EnvironmentStore(ExperimentTracker tracker) {
    this.tracker = tracker;
  }

  /** Stores a capsule, unless this object remembers having stored it. */
  BlobId put(EnvironmentCapsule capsule) {
    @Nullable BlobId before = put.getIfPresent(capsule);
    return before == null ? putAgain(capsule) : before;
  }

  /** Stores a capsule even if stored before, since garbage collection may have removed it. */
  BlobId putAgain(EnvironmentCapsule capsule) {
    byte[] bytes = EnvironmentDocument.write(capsule);
    BlobId id = tracker.put(new NamedContent(NAME, Content.of(bytes))).blob();
    put.put(capsule, id);
    return id;
  }

  EnvironmentCapsule read(String run, BlobId id) {
    try (InputStream in =
        NamedBlobs.read("run " + run, "its environment", id, () -> tracker.open(id))) {
      return EnvironmentDocument.read(in.readNBytes(MAX_BYTES));
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read environment " + id + ": " + e.getMessage(), e);
    }
  }
}
