package io.lifecycle4j.core.data.keeping;

import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;

/** A file that is being taken; what is asked of it but its name and its bytes waits for the end. */
record ArrivingFile(ArrivingFiles all, int number, String name) implements KeptFile {
  @Override
  public StoredFile file() {
    return all.stored(this).file();
  }

  @Override
  public InputStream open() {
    return all.arrives(this) ? new Bytes() : all.stored(this).open();
  }

  @Override
  public InputStream open(long offset, long length) {
    return all.stored(this).open(offset, length);
  }

  private final class Bytes extends InputStream {
    private byte[] piece = {};
    private int next;
    private boolean isEnd;

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
      while (next == piece.length && !isEnd) {
        ArrivingFiles.Piece taken = all.take(ArrivingFile.this);
        piece = taken.bytes();
        next = 0;
        isEnd = taken.isLast();
      }
      return next < piece.length;
    }

    @Override
    public void close() {
      all.leaveFile();
    }
  }
}
