package io.lifecycle4j.core.hash;

import io.lifecycle4j.storage.BlobId;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Consumer;

/** SHA-256, which every JDK provides. */
public final class Hashing {
  private Hashing() {}

  /** Returns the blob id of the bytes. */
  public static BlobId hash(byte[] bytes) {
    MessageDigest digest = sha256();
    digest.update(bytes);
    return id(digest);
  }

  /**
   * Wraps a stream so that it is hashed while it is read. At the end, the judge receives the blob
   * id of the bytes; it may throw. Closing the returned stream closes {@code in}.
   */
  public static InputStream judged(InputStream in, Consumer<BlobId> judge) {
    return new HashedStream(in, judge);
  }

  /** Returns a new SHA-256 digest. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      if (e.getCause() instanceof Error error) { // there is one, but no memory for it
        throw error;
      }
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }

  /** Completes the digest, which can then be reused, and returns the blob id. */
  public static BlobId id(MessageDigest digest) {
    return BlobId.of(digest.digest());
  }
}
