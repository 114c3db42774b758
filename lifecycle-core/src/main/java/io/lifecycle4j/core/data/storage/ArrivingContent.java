package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.core.storage.TakenContent;
import io.lifecycle4j.storage.Content;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A content that passes what the store reads of it on to {@link ArrivingFiles}, in pieces. */
record ArrivingContent(ArrivingFiles all, int number, Content content)
    implements TakenContent.Heard {
  private static final int PIECE = 1 << 16;
  private static final byte[] NOTHING = {};

  @Override
  public Optional<Path> file() {
    return content.file();
  }

  @Override
  public Optional<URI> location() {
    return content.location();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (all.begin(number)) {
      Pieces pieces = new Pieces(out);
      content.writeTo(pieces);
      pieces.hand(true);
    } else {
      content.writeTo(out);
      all.hand(NOTHING, true);
    }
  }

  @Override
  public void read(byte[] bytes, int offset, int length) {
    if (content instanceof TakenContent.Heard heard) {
      heard.read(bytes, offset, length);
    }
    boolean wanted = all.begin(number);
    all.hand(wanted ? Arrays.copyOfRange(bytes, offset, offset + length) : NOTHING, true);
  }

  private final class Pieces extends FilterOutputStream {
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream();

    Pieces(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      int end = offset + length;
      for (int from = offset; from < end; ) {
        if (piece.size() == PIECE) {
          hand(false);
        }
        int count = Math.min(end - from, PIECE - piece.size());
        piece.write(bytes, from, count);
        from += count;
      }
    }

    void hand(boolean isLast) {
      all.hand(piece.toByteArray(), isLast);
      piece.reset();
    }
  }
}
