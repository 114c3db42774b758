package io.lifecycle4j.core.hash;

import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hashes the bytes as they are read, and calls the judge once, at the end of the stream. */
final class HashedStream extends InputStream {
  private final InputStream in;
  private final Consumer<BlobId> judge;
  private final MessageDigest digest = Hashing.sha256();
  private boolean judged;
  private @Nullable RuntimeException refused;

  HashedStream(InputStream in, Consumer<BlobId> judge) {
    this.in = in;
    this.judge = judge;
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
    } else if (count < 0) {
      judge();
    }
    return count;
  }

  /** A later read at the end throws the same exception. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever the judge throws
  private void judge() {
    if (refused != null) {
      throw refused;
    }
    if (!judged) {
      judged = true;
      try {
        judge.accept(Hashing.id(digest));
      } catch (RuntimeException e) {
        refused = e;
        throw e;
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
