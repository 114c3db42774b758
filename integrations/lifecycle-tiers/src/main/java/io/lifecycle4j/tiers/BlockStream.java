package io.lifecycle4j.tiers;

import io.lifecycle4j.error.CorruptDataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A range of a blob, unpacked from the blocks of its container. Not thread-safe. */
final class BlockStream extends InputStream {
  private final InputStream in;
  private final Container container;
  private final ByteBuffer index;
  private final String what;
  private final Inflater inflater = new Inflater(true);
  private byte[] packed = new byte[0];
  private byte[] block = new byte[0];
  private long next;
  private int position;
  private int filled;
  private long skipped;
  private long left;

  /**
   * Creates a stream.
   *
   * @param in the packed blocks, from the first on; closed with this stream
   * @param first the number of the first block
   * @param skipped the bytes of it to skip
   * @param left the number of bytes to return
   */
  BlockStream(
      InputStream in,
      Container container,
      ByteBuffer index,
      String what,
      long first,
      long skipped,
      long left) {
    this.in = in;
    this.container = container;
    this.index = index;
    this.what = what;
    this.next = first;
    this.skipped = skipped;
    this.left = left;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0 || left == 0) {
      return length == 0 ? 0 : -1;
    }
    if (position == filled) {
      fill();
    }
    int count = (int) Math.min(Math.min(length, left), filled - position);
    System.arraycopy(block, position, target, offset, count);
    position += count;
    left -= count;
    return count;
  }

  private void fill() throws IOException {
    int entry = Container.packedBlock(index, next);
    int size = entry & ~Container.PLAIN;
    int length = container.blockLength(next);
    boolean plain = entry < 0;
    if (size > length || plain != (size == length)) {
      throw corrupt("has " + size + " bytes for " + length);
    }
    if (block.length < length) {
      block = new byte[length];
      packed = new byte[length];
    }
    if (in.readNBytes(plain ? block : packed, 0, size) < size) {
      throw corrupt("ends too early");
    }
    if (!plain) {
      unpack(size, length);
    }
    if (Container.crc(block, length) != Container.crcOf(index, next)) {
      throw corrupt("does not fit its checksum");
    }
    filled = length;
    position = (int) skipped;
    skipped = 0;
    next++;
  }

  private void unpack(int size, int length) {
    inflater.reset();
    inflater.setInput(packed, 0, size);
    try {
      int count = inflater.inflate(block, 0, length);
      if (count != length || inflater.getRemaining() > 0) {
        throw corrupt("has " + count + " bytes unpacked (must be " + length + ")");
      }
    } catch (DataFormatException e) {
      throw corrupt("cannot be unpacked: " + e.getMessage());
    }
  }

  private CorruptDataException corrupt(String how) {
    return new CorruptDataException("Corrupt " + what + ": block " + next + " " + how);
  }

  @Override
  public int available() {
    return (int) Math.min(left, (long) filled - position);
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
