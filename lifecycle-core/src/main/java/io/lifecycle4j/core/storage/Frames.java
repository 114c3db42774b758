package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.JournalEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How batches lie in a journal file.
 *
 * <pre>
 * header = magic "L4JJRNL1" (8) version (4) store id (16) journal id (16) crc32c of these (4)
 * frame  = length of body (4) crc32c of length and body (4) body
 * body   = first sequence (8) forced (8) token (16) count (4) { length (4) payload }
 * </pre>
 *
 * All numbers are big-endian. One frame is one batch, so that a batch is there or not. {@code
 * forced} is the highest sequence that was known to be on the device when the frame was written: a
 * later frame proves with it that a damaged earlier one had been acknowledged.
 */
final class Frames {
  static final int HEADER = 48;
  static final int PREFIX = 8;
  static final int MAX_BODY = 1 << 26;

  private static final byte[] MAGIC = "L4JJRNL1".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int MIN_BODY = 36;

  private Frames() {}

  /** A batch as it lies in the file; the payloads are read on demand from {@code body}. */
  record Frame(long first, long forced, UUID token, int count, ByteBuffer payloads, int length) {
    long last() {
      return first + count - 1;
    }

    /** Adds the entries from a sequence on. */
    void collect(long from, List<JournalEntry> entries) {
      for (long sequence = first; sequence <= last(); sequence++) {
        byte[] payload = new byte[payloads.getInt()];
        payloads.get(payload);
        if (sequence >= from) {
          entries.add(new JournalEntry(sequence, payload));
        }
      }
    }
  }

  static byte[] header(UUID store, String journal) {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.put(MAGIC).putInt(VERSION);
    header.putLong(store.getMostSignificantBits()).putLong(store.getLeastSignificantBits());
    header.put(journalId(journal));
    header.putInt(crc(header.array(), 0, HEADER - 4));
    return header.array();
  }

  /** The name's hash: a file that was put in the place of another shows. */
  private static byte[] journalId(String name) {
    byte[] hash = Hashing.sha256().digest(name.getBytes(StandardCharsets.UTF_8));
    return Arrays.copyOf(hash, 16);
  }

  /** Returns a frame without payloads, which says that everything up to a sequence is forced. */
  static ByteBuffer anchor(long forced) {
    ByteBuffer frame = ByteBuffer.allocate(PREFIX + MIN_BODY);
    frame.putInt(MIN_BODY).putInt(0).putLong(forced + 1).putLong(forced);
    frame.putLong(0).putLong(0).putInt(0);
    frame.putInt(4, crc(frame.array()));
    return frame.flip();
  }

  static ByteBuffer encode(Batch batch, long first, long forced) {
    long body = MIN_BODY;
    for (byte[] payload : batch.payloads()) {
      body += 4L + payload.length;
    }
    check(
        PREFIX + body <= MAX_BODY,
        "Invalid batch: %s bytes (must be at most %s)",
        PREFIX + body,
        MAX_BODY);
    ByteBuffer frame = ByteBuffer.allocate(PREFIX + (int) body);
    frame.putInt((int) body).putInt(0).putLong(first).putLong(forced);
    frame.putLong(batch.token().getMostSignificantBits());
    frame.putLong(batch.token().getLeastSignificantBits());
    frame.putInt(batch.payloads().size());
    for (byte[] payload : batch.payloads()) {
      frame.putInt(payload.length).put(payload);
    }
    frame.putInt(4, crc(frame.array()));
    return frame.flip();
  }

  /**
   * Reads the frame at the position of the buffer and moves behind it.
   *
   * @return the frame, or null when there is no valid one
   */
  static @Nullable Frame decode(ByteBuffer file) {
    int start = file.position();
    if (file.remaining() < PREFIX + MIN_BODY) {
      return null;
    }
    int body = file.getInt(start);
    if (body < MIN_BODY || body > MAX_BODY || body > file.remaining() - PREFIX) {
      return null;
    }
    ByteBuffer frame = file.slice(start, PREFIX + body);
    if (!plausible(frame) || crc(frame) != frame.getInt(4)) {
      return null;
    }
    frame.position(PREFIX);
    long first = frame.getLong();
    long forced = frame.getLong();
    UUID token = new UUID(frame.getLong(), frame.getLong());
    int count = frame.getInt();
    file.position(start + PREFIX + body);
    return new Frame(first, forced, token, count, frame.slice(), PREFIX + body);
  }

  /**
   * Looked at before the checksum, which costs too much to be tried at each byte of a long file.
   */
  private static boolean plausible(ByteBuffer frame) {
    long first = frame.getLong(PREFIX);
    long forced = frame.getLong(PREFIX + 8);
    long count = frame.getInt(PREFIX + 32);
    return first >= 1
        && forced >= 0
        && forced < first
        && count >= 0
        && count <= (frame.limit() - PREFIX - MIN_BODY) / 4;
  }

  private static int crc(ByteBuffer frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame.slice(0, 4));
    crc.update(frame.slice(PREFIX, frame.limit() - PREFIX));
    return (int) crc.getValue();
  }

  private static int crc(byte[] frame) {
    return crc(ByteBuffer.wrap(frame));
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
