package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The index of a pack; docs/FORMAT.md specifies the format. Immutable.
 *
 * <p>The name of a pack is the hash of its index, which is verified whenever it is read: a pack
 * holds what its index says, or is rejected as a whole.
 */
final class PackIndex {
  static final byte[] MAGIC = "L4JPACK1".getBytes(StandardCharsets.US_ASCII);

  /** The maximum length of a blob in a pack. */
  static final int MAX_BLOB = 1 << 20;

  /** The maximum number of blobs in a pack. */
  static final int MAX_COUNT = 1 << 20;

  static final int HASH = 32;

  /** Length, checksum and hash, before the bytes of each blob. */
  static final int RECORD = 4 + 4 + HASH;

  /** Offset and length of the index, its hash, magic. */
  static final int TRAILER = 8 + 8 + HASH + 8;

  private static final int COUNT = 4;
  private static final int GUESSES = 6;
  private static final VarHandle NUMBER =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int ENTRY = HASH + 8 + 4;

  private final Path file;
  private final ByteBuffer index;
  private final byte[] bytes;
  private final long offset;

  private PackIndex(Path file, byte[] bytes, long offset) {
    this.file = file;
    this.bytes = bytes;
    this.index = ByteBuffer.wrap(bytes);
    this.offset = offset;
  }

  static byte[] entry(byte[] hash, long offset, int length) {
    return ByteBuffer.allocate(ENTRY).put(hash, 0, HASH).putLong(offset).putInt(length).array();
  }

  static PackIndex of(Path file, List<byte[]> entries, long offset) {
    byte[][] sorted = entries.toArray(new byte[0][]);
    Arrays.parallelSort(sorted, Arrays::compareUnsigned);
    ByteBuffer index = ByteBuffer.allocate(COUNT + ENTRY * sorted.length);
    index.putInt(sorted.length);
    for (byte[] entry : sorted) {
      index.put(entry);
    }
    return new PackIndex(file, index.array(), offset);
  }

  /** Returns the same pack under its final name. */
  PackIndex in(Path directory) {
    return new PackIndex(directory.resolve(name()), bytes, offset);
  }

  String name() {
    return Hashing.hash(bytes).sha256() + ".pack";
  }

  ByteBuffer indexAndTrailer() {
    return ByteBuffer.allocate(bytes.length + TRAILER).put(bytes).put(trailer()).flip();
  }

  private byte[] trailer() {
    return ByteBuffer.allocate(TRAILER)
        .putLong(offset)
        .putLong(bytes.length)
        .put(Hashing.sha256().digest(bytes))
        .put(MAGIC)
        .array();
  }

  /**
   * Reads the index of a pack.
   *
   * @throws CorruptDataException unless every byte of header, index and trailer is correct
   */
  static PackIndex read(Path file) throws IOException {
    try (FileChannel channel = RegularFile.open(file)) {
      long size = channel.size();
      check(size >= MAGIC.length + COUNT + TRAILER, file, "it is too short");
      byte[] trailer = read(channel, size - TRAILER, TRAILER, file);
      long offset = ByteBuffer.wrap(trailer).getLong();
      long length = ByteBuffer.wrap(trailer).getLong(Long.BYTES);
      check(
          length >= COUNT
              && length <= COUNT + (long) ENTRY * MAX_COUNT
              && offset >= MAGIC.length
              && offset == size - TRAILER - length,
          file,
          "its index cannot be at byte " + offset);
      PackIndex pack = new PackIndex(file, read(channel, offset, (int) length, file), offset);
      check(
          Arrays.equals(trailer, pack.trailer())
              && pack.name().equals(String.valueOf(file.getFileName())),
          file,
          "its index is not the one that was written");
      check(
          Arrays.equals(read(channel, 0, MAGIC.length, file), MAGIC),
          file,
          "it does not begin like a pack");
      pack.checkEntries();
      return pack;
    }
  }

  private void checkEntries() {
    boolean right = bytes.length == COUNT + (long) ENTRY * count();
    for (int i = 0; right && i < count(); i++) {
      long at = index.getLong(at(i) + HASH);
      int length = length(i);
      right =
          at >= MAGIC.length
              && length >= 0
              && length <= MAX_BLOB
              && at <= offset - RECORD - length
              && (i == 0 || compare(i - 1, bytes, at(i)) < 0);
    }
    check(right, file, "its index is not in order");
  }

  Path file() {
    return file;
  }

  long size() {
    return offset + bytes.length + TRAILER;
  }

  int count() {
    return index.getInt(0);
  }

  byte[] hash(int i) {
    return Arrays.copyOfRange(bytes, at(i), at(i) + HASH);
  }

  BlobId id(int i) {
    return BlobId.of(hash(i));
  }

  /** Returns where the record of a blob begins. */
  long record(int i) {
    return index.getLong(at(i) + HASH);
  }

  int length(int i) {
    return index.getInt(at(i) + HASH + 8);
  }

  BlobPlace place(int i) {
    return new BlobPlace(file, record(i) + RECORD, length(i));
  }

  /**
   * Returns the number of a blob in this pack, negative if absent. Interpolates, since hashes are
   * spread evenly: one or two steps usually find it. Other distributions take some more.
   */
  int find(byte[] hash) {
    int low = 0;
    int high = count() - 1;
    for (int looks = 0; low <= high; looks++) {
      int middle = looks < GUESSES ? guess(low, high, hash) : (low + high) >>> 1;
      int order = compare(middle, hash, 0);
      if (order == 0) {
        return middle;
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return -1;
  }

  /** Interpolates the position of a hash between two others. */
  private int guess(int low, int high, byte[] hash) {
    long first = number(bytes, at(low));
    long span = number(bytes, at(high)) - first;
    long wanted = Math.max(0, Math.min(span, number(hash, 0) - first));
    return span == 0 ? low : low + (int) ((double) wanted / span * (high - low));
  }

  private static long number(byte[] bytes, int at) {
    return (long) NUMBER.get(bytes, at) >>> 1;
  }

  /** Returns the number of the first blob whose name begins with this byte or a higher one. */
  int firstOf(int room) {
    int low = 0;
    int high = count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Byte.toUnsignedInt(bytes[at(middle)]) < room) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Nullable BlobPlace find(BlobId id) {
    int found = find(id.bytes());
    return found < 0 ? null : place(found);
  }

  private int compare(int i, byte[] hash, int from) {
    return Arrays.compareUnsigned(bytes, at(i), at(i) + HASH, hash, from, from + HASH);
  }

  private static int at(int i) {
    return COUNT + ENTRY * i;
  }

  /** Reads the record of a blob, unverified, from a channel on the file. */
  byte[] readRecord(FileChannel channel, int i) throws IOException {
    return read(channel, record(i), RECORD + length(i), file);
  }

  /** Returns whether a record is intact. */
  boolean isGood(byte[] record, int i) {
    ByteBuffer parts = ByteBuffer.wrap(record);
    return parts.getInt(0) == length(i)
        && parts.slice(8, HASH).equals(index.slice(at(i), HASH))
        && parts.getInt(4) == checksum(record, 0, length(i));
  }

  /** Verifies what the file holds of a blob now. */
  void verify(BlobId id, VerifyDepth depth) throws IOException {
    int i = find(id.bytes());
    try (FileChannel channel = RegularFile.open(file)) {
      checkStructure(channel, i);
      if (depth != VerifyDepth.STRUCTURE) {
        check(
            isGood(readRecord(channel, i), i),
            file,
            "the checksum of the record at byte " + record(i) + " is wrong");
      }
    }
  }

  /**
   * Checks header, record, the blob's entry of the index, and trailer. Other entries are checked
   * with their blobs, so that verifying all costs no more than reading all bytes.
   */
  private void checkStructure(FileChannel channel, int i) throws IOException {
    long trailer = offset + bytes.length;
    check(channel.size() == trailer + TRAILER, file, "it has the wrong length");
    check(
        Arrays.equals(read(channel, trailer, TRAILER, file), trailer())
            && Arrays.equals(read(channel, 0, MAGIC.length, file), MAGIC)
            && ByteBuffer.wrap(read(channel, offset, COUNT, file)).getInt() == count()
            && ByteBuffer.wrap(read(channel, offset + at(i), ENTRY, file))
                .equals(index.slice(at(i), ENTRY)),
        file,
        "its index is not the one that was written");
    ByteBuffer record = ByteBuffer.wrap(read(channel, record(i), RECORD, file));
    check(
        record.getInt(0) == length(i) && record.slice(8, HASH).equals(index.slice(at(i), HASH)),
        file,
        "the record at byte " + record(i) + " is not that of blob " + id(i));
  }

  /** Completes a record, given the bytes of its blob. */
  static void record(byte[] bytes, int at, byte[] hash, int length) {
    System.arraycopy(hash, 0, bytes, at + 8, HASH);
    ByteBuffer.wrap(bytes).putInt(at, length);
    ByteBuffer.wrap(bytes).putInt(at + 4, checksum(bytes, at, length));
  }

  /** Returns the checksum of a record: of all of it but the checksum itself. */
  static int checksum(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, 4);
    crc.update(bytes, from + 8, HASH + length);
    return (int) crc.getValue();
  }

  private static byte[] read(FileChannel channel, long position, int length, Path file)
      throws IOException {
    byte[] bytes = new byte[length];
    int count = Durable.readFully(channel, ByteBuffer.wrap(bytes), position);
    check(count == length, file, "it ends within what should be there");
    return bytes;
  }

  private static void check(boolean right, Path file, String wrong) {
    if (!right) {
      throw new CorruptDataException("Corrupt pack " + file + ": " + wrong);
    }
  }
}
