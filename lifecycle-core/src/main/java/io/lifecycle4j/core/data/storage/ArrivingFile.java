package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

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

  private final class Bytes extends PieceStream {
    private boolean isEnd;

    @Override
    protected byte @Nullable [] piece() {
      if (isEnd) {
        return null;
      }
      ArrivingFiles.Piece taken = all.take(ArrivingFile.this);
      isEnd = taken.isLast();
      return taken.bytes();
    }

    @Override
    public void close() {
      all.leaveFile();
    }
  }
}
