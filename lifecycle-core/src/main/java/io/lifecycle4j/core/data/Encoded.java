package io.lifecycle4j.core.data;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.storage.BlobId;

/**
 * A document in its stored form.
 *
 * @param id the hash of its bytes
 * @param bytes its JSON
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Encoded(BlobId id, byte[] bytes) {
  static Encoded of(Object document) {
    return of(DataForms.JSON.write(document));
  }

  /** Encodes a document that holds the profiles of many columns. */
  static Encoded wide(Object document) {
    return of(DataForms.WIDE.write(document));
  }

  private static Encoded of(byte[] bytes) {
    return new Encoded(Hashing.hash(bytes), bytes);
  }
}
