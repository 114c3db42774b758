package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Hashes what is read and refuses its end if it is not what was stored. */
final class VerifyingStream extends InputStream {
  private final InputStream in;
  private final BlobId expected;
  private final String where;
  private final MessageDigest digest = Hashing.sha256();
  private boolean verified;

  VerifyingStream(InputStream in, BlobId expected, String where) {
    this.in = in;
    this.expected = expected;
    this.where = where;
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
      BlobId found = Hashing.id(digest);
      if (!found.equals(expected)) {
        throw new CorruptDataException(
            "Corrupt blob "
                + where
                + ": its bytes have the hash "
                + found
                + " (must be "
                + expected
                + ")");
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
