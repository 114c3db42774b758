package io.lifecycle4j.core.data.keeping;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.error.StaleDataException;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Bytes that are kept by reference, hashed while they are read; the end is refused if they changed.
 */
final class ReferencedStream extends InputStream {
  private final InputStream in;
  private final StoredFile file;
  private final String what;
  private final MessageDigest digest = Hashing.sha256();
  private boolean verified;

  ReferencedStream(InputStream in, StoredFile file, String what) {
    this.in = in;
    this.file = file;
    this.what = what;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    if (count > 0) {
      digest.update(bytes, offset, count);
    } else if (count < 0 && !verified) {
      if (!Hashing.id(digest).equals(file.blob())) {
        throw new StaleDataException(
            "Cannot read " + what + ": it changed since the snapshot, though it does not look so");
      }
      verified = true;
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
