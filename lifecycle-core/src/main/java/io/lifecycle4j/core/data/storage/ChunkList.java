package io.lifecycle4j.core.data.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a file, and where each ends. Kept in its compact stored form, since a large file
 * has many. Immutable.
 */
final class ChunkList {
  private static final byte[] MAGIC = "L4JCHNK2".getBytes(US_ASCII);
  private static final int HEAD = MAGIC.length + BlobId.BYTES + Long.BYTES;
  private static final int ENTRY = Integer.BYTES + BlobId.BYTES;

  private final byte[] bytes;
  private final long[] ends;

  private ChunkList(byte[] bytes, long[] ends) {
    this.bytes = bytes;
    this.ends = ends;
  }

  record Chunk(BlobId blob, int length) {}

  static ChunkList of(BlobId file, List<Chunk> chunks) {
    long size = chunks.stream().mapToLong(Chunk::length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(HEAD + ENTRY * chunks.size());
    bytes.put(MAGIC).put(file.bytes()).putLong(size);
    chunks.forEach(chunk -> bytes.putInt(chunk.length()).put(chunk.blob().bytes()));
    return new ChunkList(bytes.array(), ends(bytes, file));
  }

  static ChunkList read(BlobStore blobs, BlobId id) {
    ByteBuffer bytes = ByteBuffer.wrap(blobs.read(id));
    boolean whole = bytes.capacity() >= HEAD && (bytes.capacity() - HEAD) % ENTRY == 0;
    if (!whole || !bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw new CorruptDataException("Cannot read list of chunks " + id + ": it is none");
    }
    ChunkList list = new ChunkList(bytes.array(), ends(bytes, id));
    long size = bytes.getLong(HEAD - Long.BYTES);
    if (list.size() != size) {
      throw new CorruptDataException(
          String.format(
              "Corrupt list of chunks %s: they have %s bytes (must have %s)",
              id, list.size(), size));
    }
    return list;
  }

  private static long[] ends(ByteBuffer bytes, BlobId of) {
    long[] ends = new long[(bytes.capacity() - HEAD) / ENTRY];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      int length = bytes.getInt(HEAD + i * ENTRY);
      if (length < 1 || length > Chunker.MAX) {
        throw new CorruptDataException(
            String.format(
                "Corrupt list of chunks %s: one has %s bytes (must have 1 to %s)",
                of, length, Chunker.MAX));
      }
      end += length;
      ends[i] = end;
    }
    return ends;
  }

  Content content() {
    return Content.of(bytes);
  }

  /** Returns the hash of the whole file. */
  BlobId file() {
    return hash(MAGIC.length);
  }

  /** Returns the length of the file, in bytes. */
  long size() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  List<BlobId> chunks() {
    return IntStream.range(0, ends.length).mapToObj(this::chunk).toList();
  }

  private BlobId chunk(int number) {
    return hash(HEAD + number * ENTRY + Integer.BYTES);
  }

  private BlobId hash(int from) {
    return BlobId.of(Arrays.copyOfRange(bytes, from, from + BlobId.BYTES));
  }

  private long start(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  /** Opens a part; whole chunks are verified before any byte of them is given. */
  InputStream open(BlobStore blobs, long offset, long length) {
    return new Parts(blobs, offset, offset + length);
  }

  /** Reads one chunk after the other, as far as they hold what is asked for. */
  private final class Parts extends PieceStream {
    private final BlobStore blobs;
    private final long offset;
    private final long end;
    private int next;

    Parts(BlobStore blobs, long offset, long end) {
      this.blobs = blobs;
      this.offset = offset;
      this.end = end;
      int found = Arrays.binarySearch(ends, offset);
      this.next = found < 0 ? -found - 1 : found + 1; // the first that ends after the offset
    }

    @Override
    protected byte @Nullable [] piece() {
      if (next == ends.length || start(next) >= end) {
        return null;
      }
      int number = next++;
      long from = Math.max(offset, start(number));
      long to = Math.min(end, ends[number]);
      return to - from == ends[number] - start(number)
          ? whole(number)
          : part(number, from - start(number), to - from);
    }

    private byte[] whole(int number) {
      byte[] chunk = there(number, () -> blobs.read(chunk(number)));
      if (chunk.length != ends[number] - start(number)) {
        throw wrong(number, chunk.length + " bytes", null);
      }
      return chunk;
    }

    private byte[] part(int number, long from, long length) {
      try (InputStream in = there(number, () -> blobs.open(chunk(number), from, length))) {
        return in.readAllBytes();
      } catch (InvalidValueException e) {
        throw wrong(number, "less", e);
      } catch (IOException e) {
        throw KeptFiles.failed("chunk " + chunk(number), e);
      }
    }

    private <T> T there(int number, Supplier<T> reading) {
      return NamedBlobs.read("list of chunks of " + file(), "chunk", chunk(number), reading);
    }

    private CorruptDataException wrong(int number, String what, @Nullable Throwable cause) {
      return new CorruptDataException(
          String.format(
              "Corrupt list of chunks of %s: chunk %s has %s (must have %s bytes)",
              file(), chunk(number), what, ends[number] - start(number)),
          cause);
    }
  }
}
