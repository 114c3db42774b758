package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the journal {@code pins}, as stored.
 *
 * @param kind {@code pin}, {@code unpin}, {@code lease} or {@code release}
 * @param name the name of the pin, or the id of the lease
 * @param blobs the blobs of a pin, else empty
 * @param from for a lease: blobs put from this time on are kept; else null
 * @param until for a lease: when it expires; else null
 */
record PinLine(
    String kind, String name, List<BlobId> blobs, @Nullable Instant from, @Nullable Instant until) {
  static PinLine pin(String name, List<BlobId> blobs) {
    return new PinLine("pin", name, blobs, null, null);
  }

  static PinLine unpin(String name) {
    return new PinLine("unpin", name, List.of(), null, null);
  }

  static PinLine lease(String id, Instant from, Instant until) {
    return new PinLine("lease", id, List.of(), from, until);
  }

  static PinLine release(String id) {
    return new PinLine("release", id, List.of(), null, null);
  }
}
