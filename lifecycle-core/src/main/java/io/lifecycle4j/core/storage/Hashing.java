package io.lifecycle4j.core.storage;

import io.lifecycle4j.storage.BlobId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }

  static BlobId id(MessageDigest digest) {
    return new BlobId(HexFormat.of().formatHex(digest.digest()));
  }
}
