package io.lifecycle4j.core.data.storage;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that come in pieces, each asked for when those before it are read: closing it early asks
 * for no more. Not thread-safe.
 */
public abstract class PieceStream extends InputStream {
  private byte[] piece = {};
  private int next;

  /**
   * Returns the next bytes.
   *
   * @return the bytes, perhaps none; null at the end
   */
  protected abstract byte @Nullable [] piece();

  @Override
  public int read() {
    return fill() ? piece[next++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0 || !fill()) {
      return length == 0 ? 0 : -1;
    }
    int count = Math.min(length, piece.length - next);
    System.arraycopy(piece, next, target, offset, count);
    next += count;
    return count;
  }

  private boolean fill() {
    while (next == piece.length) {
      byte[] more = piece();
      if (more == null) {
        return false;
      }
      piece = more;
      next = 0;
    }
    return true;
  }
}
