package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every JDK has. */
public final class Hashing {
  private static final int CHUNK = 1 << 20;

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

  /** Hashes the first bytes of a file, or all if it is shorter. */
  static BlobId hash(FileChannel channel, long length) throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(1, length)));
    int count = 1;
    for (long at = 0; at < length && count > 0; at += count) {
      bytes.clear().limit((int) Math.min(bytes.capacity(), length - at));
      count = Durable.readFully(channel, bytes, at);
      digest.update(bytes.flip());
    }
    return id(digest);
  }

  /**
   * Hashes a file.
   *
   * @param file the file; a link is followed
   * @return the name of a blob with its bytes
   * @throws InvalidDataException if it cannot be read
   */
  public static BlobId hash(Path file) {
    MessageDigest digest = sha256();
    try {
      Content.of(file).writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    } catch (IOException e) {
      throw StorageErrors.unreadable(e);
    }
    return id(digest);
  }

  /**
   * Hashes what is read, and refuses its end with a {@link
   * io.lifecycle4j.error.CorruptDataException} if it is not what was stored.
   *
   * @param in the bytes
   * @param expected what their hash must be
   * @param where where they are, for messages
   * @return the same bytes
   */
  public static InputStream verifying(InputStream in, BlobId expected, String where) {
    return new VerifyingStream(in, expected, where);
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
