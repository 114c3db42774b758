package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.hash.ChainLinks;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * One entry as stored in a segment; a cursor over an array.
 *
 * <pre>
 * frame = crc (4) length (4) type (1) sequence (8) forced (8) token (16)? payload link (32)?
 * </pre>
 *
 * The checksum is CRC32C over everything after it, xor the salt of the journal; {@code length} is
 * that of the whole frame. A batch is one or more consecutive frames, all but the last marked
 * {@link #MORE}; the last one holds its token. {@code forced} is the highest sequence known to be
 * on the device when the frame was written: a later frame thereby proves that a corrupt one had
 * been acknowledged.
 *
 * <p>Not thread-safe. A cursor rather than a value, since a recovery reads ten million a second.
 */
final class Frame {
  static final int HEADER = 25;
  static final int TOKEN_BYTES = 16;

  /** Set in every type, so that zeros are no frame. */
  static final int ENTRY = 0x10;

  /** Another frame of the same batch follows. */
  static final int MORE = 1;

  /** A token precedes the payload. */
  static final int TOKEN = 2;

  /** A link follows the payload. */
  static final int LINK = 4;

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The maximum length of a frame, and of a batch. */
  static final int MAX = (1 << 26) + (1 << 10);

  private static final byte[] ZEROS = new byte[HEADER];

  private final CRC32C crc = new CRC32C();
  private final int salt;
  private byte[] bytes = new byte[0];
  private int start;
  private int length;
  private int type;

  /**
   * Creates a cursor.
   *
   * @param salt mixed into every checksum, so that a frame of another journal is invalid
   */
  Frame(int salt) {
    this.salt = salt;
  }

  /** What lies at a position of an array. */
  enum Found {
    FRAME,
    /** The beginning of a frame that may continue after the end of the array. */
    PART,
    NOTHING
  }

  /** Moves to a position; the accessors are valid only if a frame is there. */
  Found moveTo(byte[] array, int at, int limit) {
    bytes = array;
    start = at;
    int rest = limit - at;
    if (rest < HEADER) {
      return rest <= 0 || Arrays.equals(array, at, limit, ZEROS, 0, rest)
          ? Found.NOTHING
          : Found.PART;
    }
    length = (int) INT.get(array, at + 4);
    type = array[at + 8];
    if (!plausible()) {
      return Found.NOTHING;
    }
    if (length > rest) {
      return Found.PART;
    }
    crc.reset();
    crc.update(array, at + 4, length - 4);
    return ((int) crc.getValue() ^ salt) == (int) INT.get(array, at) ? Found.FRAME : Found.NOTHING;
  }

  /**
   * Moves to a position, and returns whether a frame might be there that proves later entries than
   * {@code sequence} to be on the device. The checksum is not verified yet.
   */
  boolean claims(byte[] array, int at, long sequence, long most) {
    bytes = array;
    start = at;
    length = (int) INT.get(array, at + 4);
    type = array[at + 8];
    return plausible() && forced() > sequence && sequence() <= most;
  }

  /** Checked before the checksum, which costs too much to compute at each byte of a file. */
  private boolean plausible() {
    return (type & ~(MORE | TOKEN | LINK)) == ENTRY
        && length <= MAX
        && length >= HEADER + tokenBytes() + linkBytes()
        && forced() >= 0
        && forced() < sequence();
  }

  private int tokenBytes() {
    return (type & TOKEN) == 0 ? 0 : TOKEN_BYTES;
  }

  private int linkBytes() {
    return (type & LINK) == 0 ? 0 : ChainLinks.BYTES;
  }

  int length() {
    return length;
  }

  long sequence() {
    return (long) LONG.get(bytes, start + 9);
  }

  long forced() {
    return (long) LONG.get(bytes, start + 17);
  }

  boolean last() {
    return (type & MORE) == 0;
  }

  boolean hasToken() {
    return (type & TOKEN) != 0;
  }

  boolean linked() {
    return (type & LINK) != 0;
  }

  UUID token() {
    int at = start + HEADER;
    return new UUID((long) LONG.get(bytes, at), (long) LONG.get(bytes, at + 8));
  }

  int payloadLength() {
    return length - HEADER - tokenBytes() - linkBytes();
  }

  private int payloadStart() {
    return start + HEADER + tokenBytes();
  }

  JournalEntry entry() {
    int from = payloadStart();
    return new JournalEntry(sequence(), Arrays.copyOfRange(bytes, from, from + payloadLength()));
  }

  /** Replaces a link by that of this frame, computed from its content. */
  void nextLink(ChainLinks links, byte[] link) {
    links.next(link, sequence(), bytes, payloadStart(), payloadLength());
  }

  /** Returns whether this is the link that the frame holds. */
  boolean hasLink(byte[] link) {
    int from = start + length - ChainLinks.BYTES;
    return linked() && Arrays.equals(bytes, from, from + ChainLinks.BYTES, link, 0, link.length);
  }
}
