package io.lifecycle4j.core.hash;

import io.lifecycle4j.storage.BlobId;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Consumer;

/** SHA-256, which every JDK has. */
public final class Hashing {
  private Hashing() {}

  /**
   * Hashes bytes.
   *
   * @param bytes the bytes
   * @return the name of a blob with these bytes
   */
  public static BlobId hash(byte[] bytes) {
    MessageDigest digest = sha256();
    digest.update(bytes);
    return id(digest);
  }

  /**
   * Hashes a stream while it is read.
   *
   * @param in the stream; closed with the one returned
   * @param judge is told the name of a blob with these bytes at their end, and may throw
   * @return the same bytes
   */
  public static InputStream judged(InputStream in, Consumer<BlobId> judge) {
    return new HashedStream(in, judge);
  }

  /**
   * Begins a hash.
   *
   * @return a digest for SHA-256
   */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }

  /**
   * Ends a hash.
   *
   * @param digest what was hashed; can be used anew
   * @return the name of a blob of the same bytes
   */
  public static BlobId id(MessageDigest digest) {
    return BlobId.of(digest.digest());
  }
}
