package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.core.serving.log.Part.Chunk;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads the entries of a session from a part, and remembers where it is. Not thread-safe. */
final class PartReader {
  private final BlobStore blobs;
  private final BlobId part;
  private final Chunk chunk;

  /** Where the next frame begins. */
  private long at;

  PartReader(BlobStore blobs, BlobId part, Chunk chunk) {
    this.blobs = blobs;
    this.part = part;
    this.chunk = chunk;
    this.at = chunk.offset();
  }

  /**
   * Reads what is in a part.
   *
   * @throws NotFoundException if it is not stored any more
   * @throws CorruptDataException if it is corrupt
   */
  static List<Chunk> chunks(BlobStore blobs, Part part) {
    ByteBuffer trailer = bytes(blobs, part.blob(), part.bytes(), 0, PartWriter.TRAILER);
    int length = trailer.getInt();
    byte[] index = bytes(blobs, part.blob(), part.bytes(), PartWriter.TRAILER, length).array();
    if (PartWriter.crc(index) != trailer.getInt()) {
      throw corrupt(part.blob());
    }
    String what = "index of predictions " + part.blob();
    Part.Index read = SchemaForms.JSON.read(index, Part.Index.class, what);
    if (read.v() != PartWriter.VERSION) {
      throw new CorruptDataException(
          String.format(
              "Invalid form of %s: %s (this library reads %s, another version wrote it)",
              what, read.v(), PartWriter.VERSION));
    }
    return read.chunks();
  }

  /** Reads all entries of a part, those of each session after its chunk. */
  static void all(
      BlobStore blobs, Part part, Consumer<Chunk> sessions, Consumer<JournalEntry> entries) {
    for (Chunk chunk : chunks(blobs, part)) {
      sessions.accept(chunk);
      new PartReader(blobs, part.blob(), chunk)
          .some(
              chunk.from(),
              entry -> {
                entries.accept(entry);
                return true;
              });
    }
  }

  /** Reads bytes that end at a distance from the end of a part. */
  private static ByteBuffer bytes(
      BlobStore blobs, BlobId part, long size, int fromEnd, int length) {
    if (length < 0 || length > size - fromEnd) {
      throw corrupt(part);
    }
    try (DataInputStream in =
        new DataInputStream(blobs.open(part, size - fromEnd - length, length))) {
      return ByteBuffer.wrap(in.readNBytes(length));
    } catch (IOException e) {
      throw failed(part, e);
    }
  }

  /**
   * Reads entries while a test holds.
   *
   * @param from skips entries before this sequence
   * @return whether it held for all
   * @throws NotFoundException if the part is not stored any more
   * @throws CorruptDataException if it is corrupt
   */
  boolean some(long from, Predicate<JournalEntry> goOn) {
    long end = chunk.offset() + chunk.bytes();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(blobs.open(part, at, end - at), 1 << 16))) {
      while (at < end) {
        JournalEntry entry = entry(in, end - at - PartWriter.FRAME);
        at += PartWriter.FRAME + entry.payload().length;
        if (entry.sequence() >= from && !goOn.test(entry)) {
          return false;
        }
      }
      return true;
    } catch (EOFException e) {
      throw corrupt(part);
    } catch (IOException e) {
      throw failed(part, e);
    }
  }

  private JournalEntry entry(DataInputStream in, long left) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > left) {
      throw corrupt(part);
    }
    int crc = in.readInt();
    long sequence = in.readLong();
    byte[] payload = new byte[length];
    in.readFully(payload);
    if (PartWriter.crc(sequence, payload) != crc) {
      throw corrupt(part);
    }
    return new JournalEntry(sequence, payload);
  }

  private static CorruptDataException corrupt(BlobId part) {
    return new CorruptDataException("Corrupt predictions: blob " + part + " has another checksum");
  }

  private static StorageFailedException failed(BlobId part, IOException e) {
    return new StorageFailedException("Cannot read predictions " + part + ": " + e.getMessage(), e);
  }

  BlobId part() {
    return part;
  }

  Chunk chunk() {
    return chunk;
  }
}
