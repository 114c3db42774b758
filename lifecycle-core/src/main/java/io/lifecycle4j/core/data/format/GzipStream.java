package io.lifecycle4j.core.data.format;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a gzip of any number of members (RFC 1952), and rejects anything else up to the end of
 * the file.
 *
 * <p>The JDK's stream asks {@link InputStream#available()} whether another member follows, and
 * treats anything unreadable after a member as the end: rows are silently lost. Here the checksum
 * and the length of each member are verified, and only another member or the end may follow.
 */
final class GzipStream extends InputStream {
  private static final int BUFFER = 1 << 16;
  private static final int DEFLATED = 8;
  private static final int HEADER_CHECKSUM = 1 << 1;
  private static final int EXTRA = 1 << 2;
  private static final int NAME = 1 << 3;
  private static final int COMMENT = 1 << 4;
  private static final int RESERVED = 0xE0;

  private final PushbackInputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private long members;
  private @Nullable Member member;

  GzipStream(InputStream in) {
    this.in = new PushbackInputStream(in, BUFFER);
  }

  /** The data of a member, behind which other bytes may have been read. */
  private final class Member extends InflaterInputStream {
    Member() {
      super(GzipStream.this.in, inflater, BUFFER);
    }

    void giveBack() throws IOException {
      GzipStream.this.in.unread(buf, len - inf.getRemaining(), inf.getRemaining());
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return length == 0 ? 0 : unpack(target, offset, length);
    } catch (EOFException e) {
      EOFException early = new EOFException("packed data ends too early");
      early.initCause(e);
      throw early;
    }
  }

  private int unpack(byte[] target, int offset, int length) throws IOException {
    for (Member now = begun(); now != null; now = begun()) {
      int count = inflate(now, target, offset, length);
      if (count > 0) {
        sum.update(target, offset, count);
        return count;
      }
      now.giveBack();
      DataInputStream trailer = new DataInputStream(in);
      require(Integer.reverseBytes(trailer.readInt()) == (int) sum.getValue(), "its checksum");
      int size = (int) inflater.getBytesWritten(); // modulo 2^32
      require(Integer.reverseBytes(trailer.readInt()) == size, "its length");
      member = null;
    }
    return -1;
  }

  private int inflate(Member now, byte[] target, int offset, int length) throws IOException {
    try {
      return now.read(target, offset, length);
    } catch (ZipException e) {
      ZipException damaged = damaged("its data");
      damaged.initCause(e);
      throw damaged;
    }
  }

  /** Begins a member, unless one is read; at the end of the file there is none, but the first. */
  private @Nullable Member begun() throws IOException {
    if (member == null) {
      int next = in.read();
      if (next < 0 && members > 0) {
        return null;
      }
      if (next >= 0) {
        in.unread(next);
      }
      members++;
      sum.reset();
      header(new DataInputStream(new CheckedInputStream(in, sum)));
      sum.reset();
      inflater.reset();
      member = new Member();
    }
    return member;
  }

  private void header(DataInputStream bytes) throws IOException {
    if (bytes.readUnsignedByte() != 0x1F || bytes.readUnsignedByte() != 0x8B) {
      throw new ZipException(
          members == 1
              ? "it is no gzip (its name ends in .gz)"
              : String.format(
                  "what follows gzip member %s is no gzip (must be a member, or the end)",
                  members - 1));
    }
    int method = bytes.readUnsignedByte();
    int flags = bytes.readUnsignedByte();
    require(method == DEFLATED && (flags & RESERVED) == 0, "its header");
    bytes.readFully(new byte[6]); // time, level and system
    if ((flags & EXTRA) != 0) {
      bytes.readFully(new byte[shortOf(bytes)]);
    }
    for (int text : new int[] {NAME, COMMENT}) {
      while ((flags & text) != 0 && bytes.readByte() != 0) {
        // it is skipped
      }
    }
    int expected = (int) sum.getValue() & 0xFFFF;
    if ((flags & HEADER_CHECKSUM) != 0) {
      require(shortOf(bytes) == expected, "its header");
    }
  }

  private static int shortOf(DataInputStream bytes) throws IOException {
    return bytes.readUnsignedByte() | bytes.readUnsignedByte() << 8;
  }

  private void require(boolean condition, String part) throws ZipException {
    if (!condition) {
      throw damaged(part);
    }
  }

  private ZipException damaged(String part) {
    return new ZipException("gzip member " + members + " is damaged: " + part);
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
