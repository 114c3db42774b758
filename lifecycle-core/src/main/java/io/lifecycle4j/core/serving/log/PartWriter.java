package io.lifecycle4j.core.serving.log;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.core.serving.log.Part.Chunk;
import io.lifecycle4j.core.serving.log.Part.Numbers;
import io.lifecycle4j.core.serving.log.PredictionJournals.Header;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes the bytes of a part. Not thread-safe.
 *
 * <pre>
 * part    = { frame } index, as JSON, length of the index (4) CRC32C of the index (4)
 * frame   = length of the payload (4) CRC32C of sequence and payload (4) sequence (8) payload
 * </pre>
 */
final class PartWriter {
  static final int VERSION = 2;

  /** The bytes of a frame before its payload. */
  static final int FRAME = Integer.BYTES + Integer.BYTES + Long.BYTES;

  /** The bytes behind the index. */
  static final int TRAILER = Integer.BYTES + Integer.BYTES;

  private final OutputStream out;
  private final List<Chunk> chunks = new ArrayList<>();
  private long size;

  // the chunk that is being written
  private @Nullable Header header;
  private String journal = "";
  private long offset;
  private long from;
  private long through;
  private long count;
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;
  private Numbers numbers = Numbers.NONE;

  PartWriter(OutputStream out) {
    this.out = out;
  }

  /** Begins the entries of a session. */
  void begin(Header next, String of) {
    end();
    check(
        chunks.isEmpty() || chunks.get(0).header().model().equals(next.model()),
        "Invalid part: predictions of %s (needs those of one model)",
        next.model());
    header = next;
    journal = of;
    offset = size;
    from = 0;
    count = 0;
    first = Instant.MAX;
    last = Instant.MIN;
    numbers = Numbers.NONE;
  }

  /** Returns the model of the session that was begun; empty if none was. */
  String model() {
    return header == null ? "" : header.model();
  }

  /** Writes an entry with predictions of the session that was begun. */
  void add(JournalEntry entry) {
    if (header == null) {
      throw new CorruptDataException(
          "Corrupt predictions: entry " + entry.sequence() + " has no" + " header before it");
    }
    PredictionCodec.decode("", null, entry.payload(), this::add);
    from = from == 0 ? entry.sequence() : from;
    through = entry.sequence();
    ByteBuffer frame = ByteBuffer.allocate(FRAME);
    frame.putInt(entry.payload().length).putInt(crc(entry.sequence(), entry.payload()));
    write(frame.putLong(entry.sequence()).array());
    write(entry.payload());
  }

  private void add(JournaledPrediction one) {
    count++;
    numbers = numbers.with(one.entry().number());
    first = one.time().isBefore(first) ? one.time() : first;
    last = one.time().isAfter(last) ? one.time() : last;
  }

  static int crc(long sequence, byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, sequence));
    crc.update(payload);
    return (int) crc.getValue();
  }

  static int crc(byte[] index) {
    CRC32C crc = new CRC32C();
    crc.update(index);
    return (int) crc.getValue();
  }

  private void end() {
    if (header != null && count > 0) {
      chunks.add(
          new Chunk(
              header, journal, from, through, offset, size - offset, count, first, last, numbers));
    }
    header = null;
  }

  /** Writes the index. */
  void finish() {
    end();
    byte[] index = SchemaForms.JSON.write(new Part.Index(VERSION, chunks));
    write(index);
    write(ByteBuffer.allocate(TRAILER).putInt(index.length).putInt(crc(index)).array());
  }

  private void write(byte[] bytes) {
    try {
      out.write(bytes);
      size += bytes.length;
    } catch (IOException e) {
      throw new StorageFailedException("Cannot write predictions: " + e.getMessage(), e);
    }
  }

  /** Returns the part that was written; null if it has no predictions. */
  @Nullable Part part(BlobId blob, Instant now) {
    if (chunks.isEmpty()) {
      return null;
    }
    return new Part(
        chunks.get(0).header().model(),
        blob,
        size,
        chunks.stream().mapToLong(Chunk::count).sum(),
        chunks.stream().map(Chunk::first).min(Instant::compareTo).orElseThrow(),
        chunks.stream().map(Chunk::last).max(Instant::compareTo).orElseThrow(),
        now);
  }
}
