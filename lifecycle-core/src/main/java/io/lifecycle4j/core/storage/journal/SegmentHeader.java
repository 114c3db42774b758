package io.lifecycle4j.core.storage.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a segment: which journal it belongs to and where it continues.
 *
 * <pre>
 * header = magic "L4JSEGM1" (8) flags (4) store (16) journal (16) first (8) link (32) crc (4)
 * </pre>
 *
 * {@code link} is the link before the first entry, and zero if the journal is not chained.
 */
final class SegmentHeader {
  static final int BYTES = 88;
  static final int CHAINED = 1;
  private static final byte[] MAGIC = "L4JSEGM1".getBytes(StandardCharsets.US_ASCII);

  private SegmentHeader() {}

  static byte[] encode(JournalIdentity journal, boolean chained, long first, byte[] link) {
    byte[] bytes = new byte[BYTES];
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.put(MAGIC).putInt(chained ? CHAINED : 0);
    journal.put(header);
    header.putLong(first).put(link);
    return seal(bytes);
  }

  /** Returns the link of a header, or null if it is not the header of this segment. */
  static byte @Nullable [] link(
      byte[] header, JournalIdentity journal, boolean chained, long first) {
    byte[] link = Arrays.copyOfRange(header, BYTES - 36, BYTES - 4);
    return Arrays.equals(header, encode(journal, chained, first, link)) ? link : null;
  }

  /** Sets the last four bytes to the CRC32C of those before. */
  static byte[] seal(byte[] bytes) {
    int end = bytes.length - Integer.BYTES;
    Frame.INT.set(bytes, end, crc(bytes, end));
    return bytes;
  }

  static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
