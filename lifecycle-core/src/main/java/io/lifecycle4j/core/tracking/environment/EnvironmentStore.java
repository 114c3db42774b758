package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores environments as files of a tracker, each as canonical JSON. The runs of one process have
 * few different ones; each is stored once. Thread-safe.
 */
public final class EnvironmentStore {
  private static final String NAME = "environment.json";
  private static final int REMEMBERED = 16;
  private static final int MAX_BYTES = 1 << 24;
  private static final int FORMAT = 1;

  private final ExperimentTracker tracker;
  private final Cache<EnvironmentCapsule, BlobId> put =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  /**
   * The document.
   *
   * @param format the version of the format; an unknown one is rejected
   * @param facts all facts, including those with unknown keys
   */
  private record Environment(int format, Map<String, String> facts) {
    private Environment {
      check(format == FORMAT, "Invalid format of an environment: %s (must be %s)", format, FORMAT);
      facts = EnvironmentCapsule.of(required(facts, "facts")).facts();
    }
  }

  /** Creates a store that remembers nothing yet. */
  public EnvironmentStore(ExperimentTracker tracker) {
    this.tracker = tracker;
  }

  /** Stores a capsule, unless this object remembers having stored it. */
  public BlobId put(EnvironmentCapsule capsule) {
    @Nullable BlobId before = put.getIfPresent(capsule);
    return before == null ? putAgain(capsule) : before;
  }

  /** Stores a capsule even if stored before, since garbage collection may have removed it. */
  public BlobId putAgain(EnvironmentCapsule capsule) {
    byte[] bytes = write(capsule);
    BlobId id = tracker.put(new NamedContent(NAME, Content.of(bytes))).blob();
    put.put(capsule, id);
    return id;
  }

  /** Reads the environment of a run. */
  public EnvironmentCapsule read(String run, BlobId id) {
    try (InputStream in =
        NamedBlobs.read("run " + run, "its environment", id, () -> tracker.open(id))) {
      return read(in.readNBytes(MAX_BYTES));
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read environment " + id + ": " + e.getMessage(), e);
    }
  }

  /** Writes a capsule; throws if it is too long, which a captured one never is. */
  public static byte[] write(EnvironmentCapsule capsule) {
    return Json.PLAIN.write(new Environment(FORMAT, required(capsule, "capsule").facts()));
  }

  /** Reads a capsule; throws a CorruptDataException if the bytes are not such a document. */
  static EnvironmentCapsule read(byte[] bytes) {
    return EnvironmentCapsule.of(Json.PLAIN.read(bytes, Environment.class, "environment").facts());
  }
}
