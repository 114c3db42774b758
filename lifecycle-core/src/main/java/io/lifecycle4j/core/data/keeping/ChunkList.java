package io.lifecycle4j.core.data.keeping;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.Content;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * The chunks that a file was cut into.
 *
 * @param file the hash of the whole file
 * @param size its length
 * @param chunks the blobs, in order
 */
record ChunkList(BlobId file, long size, List<BlobId> chunks) {
  private static final byte[] MAGIC = "L4JCHNK1".getBytes(US_ASCII);
  private static final int HEAD = MAGIC.length + BlobId.BYTES + Long.BYTES;

  Content content() {
    ByteBuffer bytes = ByteBuffer.allocate(HEAD + BlobId.BYTES * chunks.size());
    bytes.put(MAGIC).put(file.bytes()).putLong(size);
    chunks.forEach(chunk -> bytes.put(chunk.bytes()));
    return Content.of(bytes.array());
  }

  static ChunkList read(BlobStore blobs, BlobId id) {
    ByteBuffer bytes = ByteBuffer.wrap(blobs.read(id));
    boolean whole = bytes.capacity() >= HEAD && (bytes.capacity() - HEAD) % BlobId.BYTES == 0;
    if (!whole || !bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw new CorruptDataException("Cannot read list of chunks " + id + ": it is none");
    }
    bytes.position(MAGIC.length);
    BlobId file = next(bytes);
    long size = bytes.getLong();
    List<BlobId> chunks = new ArrayList<>();
    while (bytes.hasRemaining()) {
      chunks.add(next(bytes));
    }
    return new ChunkList(file, size, List.copyOf(chunks));
  }

  private static BlobId next(ByteBuffer bytes) {
    byte[] hash = new byte[BlobId.BYTES];
    bytes.get(hash);
    return BlobId.of(hash);
  }

  /** Opens the file. Each chunk is verified where it ends. */
  InputStream open(BlobStore blobs) {
    return sequence(chunks, blobs::open);
  }

  /** Opens a part, which is not verified. */
  InputStream open(BlobStore blobs, long offset, long length) {
    List<Part> parts = new ArrayList<>();
    long start = 0;
    for (BlobId chunk : chunks) {
      long end = start + (start < offset + length ? blobs.size(chunk) : 0);
      long from = Math.max(start, offset);
      long to = Math.min(end, offset + length);
      if (from < to) {
        parts.add(new Part(chunk, from - start, to - from));
      }
      start = end;
    }
    return sequence(parts, part -> blobs.open(part.chunk(), part.offset(), part.length()));
  }

  private record Part(BlobId chunk, long offset, long length) {}

  @SuppressWarnings("JdkObsolete") // SequenceInputStream takes nothing else
  private static <T> InputStream sequence(List<T> parts, Function<T, InputStream> open) {
    Iterator<T> left = parts.iterator();
    return new SequenceInputStream(
        new Enumeration<>() {
          @Override
          public boolean hasMoreElements() {
            return left.hasNext();
          }

          @Override
          public InputStream nextElement() {
            return open.apply(left.next());
          }
        });
  }
}
