package io.lifecycle4j.tiers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/**
 * The compressed form of a blob: blocks that are unpacked one by one, so that a range can be read
 * without what precedes it.
 *
 * <p>It records the home and the blob, so that no other home creates the same container, and the
 * container of another blob is detected.
 *
 * @param home the id of the home
 * @param length in bytes, uncompressed
 */
record Container(UUID home, BlobId blob, long length) {
  /** The number of bytes of the blob in each block but the last. */
  static final int BLOCK = 1 << 18;

  /** Marks the length of a block that did not shrink, and is stored uncompressed. */
  static final int PLAIN = 1 << 31;

  private static final byte[] MAGIC = "L4JTIER1".getBytes(US_ASCII);
  private static final int HEAD = MAGIC.length + 2 * Long.BYTES + BlobId.BYTES + 8 + 4;
  private static final int INDEX_ENTRY = 2 * Integer.BYTES;

  private byte[] head() {
    return ByteBuffer.allocate(HEAD)
        .put(MAGIC)
        .putLong(home.getMostSignificantBits())
        .putLong(home.getLeastSignificantBits())
        .put(blob.bytes())
        .putLong(length)
        .putInt(BLOCK)
        .array();
  }

  private long blocks() {
    return length / BLOCK + (length % BLOCK == 0 ? 0 : 1);
  }

  /** Returns the uncompressed length of a block. */
  int blockLength(long block) {
    return (int) Math.min(BLOCK, length - block * BLOCK);
  }

  /**
   * Writes the container.
   *
   * @throws CorruptDataException if the blob has another length
   */
  void write(InputStream in, OutputStream out) throws IOException {
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    DataOutputStream entries = new DataOutputStream(index);
    byte[] block = new byte[BLOCK];
    byte[] packed = new byte[BLOCK];
    out.write(head());
    long read = 0;
    Deflater deflater = deflater();
    try {
      for (int count = in.readNBytes(block, 0, BLOCK);
          count > 0;
          count = in.readNBytes(block, 0, BLOCK)) {
        int size = pack(deflater, block, count, packed);
        out.write(size == count ? block : packed, 0, size);
        entries.writeInt(size == count ? size | PLAIN : size);
        entries.writeInt(crc(block, count));
        read += count;
      }
    } finally {
      deflater.end();
    }
    if (read != length) {
      throw new CorruptDataException(
          "Corrupt blob " + blob + ": it has " + read + " bytes (must be " + length + ")");
    }
    entries.writeInt(indexCrc(index.toByteArray()));
    index.writeTo(out);
  }

  private static Deflater deflater() {
    return new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  }

  /** Packs a block, and returns its packed length: {@code count} if it does not shrink. */
  private static int pack(Deflater deflater, byte[] block, int count, byte[] packed) {
    deflater.reset();
    deflater.setInput(block, 0, count);
    deflater.finish();
    int size = deflater.deflate(packed, 0, count - 1);
    return deflater.finished() ? size : count;
  }

  /** Returns the packed length of a sample, to estimate that of the container. */
  static long packedLength(byte[] sample) {
    byte[] packed = new byte[Math.max(1, sample.length)];
    Deflater deflater = deflater();
    try {
      return sample.length == 0 ? 0 : pack(deflater, sample, sample.length, packed);
    } finally {
      deflater.end();
    }
  }

  static int crc(byte[] bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return (int) crc.getValue();
  }

  /** Covers the head too, which is known, so that readers need not read it. */
  private int indexCrc(byte[] index) {
    CRC32C crc = new CRC32C();
    crc.update(head());
    crc.update(index);
    return (int) crc.getValue();
  }

  /**
   * Opens a range of the blob. Each block is verified before it is returned.
   *
   * @param container the id of the container
   * @param size the length of the container
   * @throws CorruptDataException if it is not a container of the blob
   */
  InputStream open(BlobStore store, BlobId container, long size, long offset, long count) {
    BlobStore.checkPart(blob, offset, count, length);
    String what = "container " + container + " of blob " + blob;
    ByteBuffer index = index(store, container, size, what);
    long first = offset / BLOCK;
    long end = count == 0 ? first : (offset + count - 1) / BLOCK + 1;
    long from = HEAD + packed(index, 0, first);
    InputStream in = store.open(container, from, packed(index, first, end));
    return new BlockStream(in, this, index, what, first, offset - first * BLOCK, count);
  }

  private ByteBuffer index(BlobStore store, BlobId container, long size, String what) {
    long bytes = blocks() * INDEX_ENTRY + Integer.BYTES;
    if (bytes > Integer.MAX_VALUE || size < HEAD + bytes) {
      throw new CorruptDataException(
          "Corrupt " + what + ": it has " + size + " bytes (too few for its index)");
    }
    ByteBuffer index = ByteBuffer.wrap(read(store, container, size - bytes, (int) bytes, what));
    byte[] entries = new byte[(int) bytes - Integer.BYTES];
    index.get(entries);
    if (index.getInt() != indexCrc(entries)) {
      throw new CorruptDataException("Corrupt " + what + ": its index does not fit its checksum");
    }
    ByteBuffer good = ByteBuffer.wrap(entries);
    if (HEAD + packed(good, 0, blocks()) + bytes != size) {
      throw new CorruptDataException(
          "Corrupt " + what + ": it has " + size + " bytes (its blocks have others)");
    }
    return good;
  }

  private static byte[] read(BlobStore store, BlobId id, long offset, int count, String what) {
    try (InputStream in = store.open(id, offset, count)) {
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw new CorruptDataException("Corrupt " + what + ": it ends too early");
      }
      return bytes;
    } catch (IOException e) {
      throw TieredBlobStore.unreadable(what, e);
    }
  }

  private static long packed(ByteBuffer index, long from, long to) {
    long sum = 0;
    for (long block = from; block < to; block++) {
      sum += packedBlock(index, block) & ~PLAIN;
    }
    return sum;
  }

  static int packedBlock(ByteBuffer index, long block) {
    return index.getInt((int) block * INDEX_ENTRY);
  }

  static int crcOf(ByteBuffer index, long block) {
    return index.getInt((int) block * INDEX_ENTRY + Integer.BYTES);
  }
}
