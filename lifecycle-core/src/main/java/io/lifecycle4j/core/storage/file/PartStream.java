package io.lifecycle4j.core.storage.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongFunction;

/** Exactly the next bytes of another stream. Not thread-safe. */
public final class PartStream extends InputStream {
  private final InputStream in;
  private final LongFunction<? extends RuntimeException> early;
  private long left;

  /**
   * Creates a part.
   *
   * @param in closed with this stream
   * @param length in bytes
   * @param early returns the exception if the other stream ends this many bytes too early
   */
  public PartStream(InputStream in, long length, LongFunction<? extends RuntimeException> early) {
    this.in = in;
    this.left = length;
    this.early = early;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0 || left == 0) {
      return length == 0 ? 0 : -1;
    }
    int count = in.read(bytes, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw early.apply(left);
    }
    left -= count;
    return count;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, left);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
