package io.lifecycle4j.core.data;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.storage.BlobId;

/**
 * A document as it is stored.
 *
 * @param id the hash of its bytes
 * @param bytes its JSON
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Encoded(BlobId id, byte[] bytes) {
  static Encoded of(Object document) {
    byte[] bytes = Json.write(document);
    return new Encoded(Hashing.hash(bytes), bytes);
  }
}
