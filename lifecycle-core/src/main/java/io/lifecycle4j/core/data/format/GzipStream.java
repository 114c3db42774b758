package io.lifecycle4j.core.data.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks a gzip of any number of members (RFC 1952), and nothing else up to the end of the file.
 *
 * <p>The stream of the JDK asks {@link InputStream#available()} whether another member follows, and
 * takes what it cannot read behind a member for the end: rows are lost without a word. Here each
 * member is checked by its checksum and its length, and is followed by another one or by the end.
 */
final class GzipStream extends InputStream {
  private static final int BUFFER = 1 << 16;
  private static final int DEFLATED = 8;
  private static final int HEADER_CHECKSUM = 1 << 1;
  private static final int EXTRA = 1 << 2;
  private static final int NAME = 1 << 3;
  private static final int COMMENT = 1 << 4;
  private static final int RESERVED = 0xE0;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private final byte[] packed = new byte[BUFFER];
  private int next;
  private int end;
  private long member;
  private boolean within;
  private boolean ended;

  GzipStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (within || begin()) {
      int count = inflate(target, offset, length);
      if (count > 0) {
        sum.update(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        end();
      } else if (inflater.needsInput()) {
        more();
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  /** Begins a member; at the end of the file there is none, but for the first one. */
  private boolean begin() throws IOException {
    ended |= member > 0 && !fill();
    if (ended) {
      return false;
    }
    member++;
    sum.reset();
    header();
    sum.reset();
    inflater.reset();
    inflater.setInput(packed, next, end - next);
    within = true;
    return true;
  }

  private void header() throws IOException {
    if (headerByte() != 0x1F || headerByte() != 0x8B) {
      throw new ZipException(
          member == 1
              ? "it is no gzip (its name ends in .gz)"
              : String.format(
                  "what follows gzip member %s is no gzip (must be a member, or the end)",
                  member - 1));
    }
    int method = headerByte();
    int flags = headerByte();
    require(method == DEFLATED && (flags & RESERVED) == 0, "its header");
    skip(6); // time, level and system
    if ((flags & EXTRA) != 0) {
      skip(headerByte() | headerByte() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    int expected = (int) sum.getValue() & 0xFFFF;
    if ((flags & HEADER_CHECKSUM) != 0) {
      require((headerByte() | headerByte() << 8) == expected, "its header");
    }
  }

  private void skipText() throws IOException {
    int letter;
    do {
      letter = headerByte();
    } while (letter != 0);
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      headerByte();
    }
  }

  private int headerByte() throws IOException {
    int value = packedByte();
    sum.update(value);
    return value;
  }

  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      ZipException damaged = damaged("its data");
      damaged.initCause(e);
      throw damaged;
    }
  }

  private void more() throws IOException {
    next = end;
    if (!fill()) {
      throw new EOFException("packed data ends too early");
    }
    inflater.setInput(packed, next, end - next);
  }

  /** Ends a member: behind its data are its checksum, and its length modulo 2^32. */
  private void end() throws IOException {
    next = end - inflater.getRemaining();
    require(number() == (int) sum.getValue(), "its checksum");
    require(number() == (int) inflater.getBytesWritten(), "its length");
    within = false;
  }

  private int number() throws IOException {
    return packedByte() | packedByte() << 8 | packedByte() << 16 | packedByte() << 24;
  }

  private int packedByte() throws IOException {
    if (!fill()) {
      throw new EOFException("packed data ends too early");
    }
    return packed[next++] & 0xFF;
  }

  private boolean fill() throws IOException {
    if (next == end) {
      next = 0;
      end = Math.max(0, in.read(packed, 0, BUFFER));
    }
    return next < end;
  }

  private void require(boolean condition, String part) throws ZipException {
    if (!condition) {
      throw damaged(part);
    }
  }

  private ZipException damaged(String part) {
    return new ZipException("gzip member " + member + " is damaged: " + part);
  }
}
