package io.lifecycle4j.storage.spi;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** Hashes the bytes that are read, and throws at the end unless they are those of a blob. */
final class VerifiedStream extends InputStream {
  private final InputStream in;
  private final BlobId id;
  private final MessageDigest digest = sha256();
  private @Nullable BlobId found;

  VerifiedStream(InputStream in, BlobId id) {
    this.in = in;
    this.id = id;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = length == 0 ? 0 : in.read(bytes, offset, length);
    if (count > 0) {
      digest.update(bytes, offset, count);
    } else if (count < 0) {
      verify();
    }
    return count;
  }

  /** Throws again if the end is read again. */
  private void verify() {
    if (found == null) {
      found = BlobId.of(digest.digest());
    }
    if (!found.equals(id)) {
      throw new CorruptDataException("Corrupt blob " + id + ": its bytes have the hash " + found);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
