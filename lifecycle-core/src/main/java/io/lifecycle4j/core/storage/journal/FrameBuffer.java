package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.hash.ChainLinks;
import io.lifecycle4j.storage.spi.Batch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Collects the frames of a group of batches, to write them at once. Not thread-safe. */
final class FrameBuffer {
  private static final int INITIAL = 1 << 13;
  private static final int KEPT = 1 << 23;

  private final CRC32C crc = new CRC32C();
  private final ChainLinks links = new ChainLinks();
  private final int salt;
  private byte[] bytes = new byte[0]; // most opened journals are only read
  private int size;

  FrameBuffer(int salt) {
    this.salt = salt;
  }

  /**
   * Adds a batch.
   *
   * @param first the sequence of its first payload
   * @param forced the highest sequence known to be on the device
   * @param link the previous link, replaced by that of its last payload; null if not chained
   */
  void add(Batch batch, long first, long forced, byte @Nullable [] link) {
    List<byte[]> payloads = batch.payloads();
    for (int i = 0; i < payloads.size(); i++) {
      boolean last = i == payloads.size() - 1;
      int type =
          Frame.ENTRY
              | (last ? 0 : Frame.MORE)
              | (last && batch.hasToken() ? Frame.TOKEN : 0)
              | (link == null ? 0 : Frame.LINK);
      add(type, first + i, forced, batch.token(), payloads.get(i), link);
    }
  }

  private void begin(int type, int length, long sequence, long forced) {
    int start = size;
    Frame.INT.set(bytes, start + 4, length);
    bytes[start + 8] = (byte) type;
    Frame.LONG.set(bytes, start + 9, sequence);
    Frame.LONG.set(bytes, start + 17, forced);
  }

  private void end(int length) {
    crc.reset();
    crc.update(bytes, size + 4, length - 4);
    Frame.INT.set(bytes, size, (int) crc.getValue() ^ salt);
    size += length;
  }

  private void add(
      int type, long sequence, long forced, UUID name, byte[] payload, byte @Nullable [] link) {
    boolean token = (type & Frame.TOKEN) != 0;
    int length =
        Frame.HEADER
            + (token ? Frame.TOKEN_BYTES : 0)
            + payload.length
            + (link == null ? 0 : ChainLinks.BYTES);
    reserve(length);
    begin(type, length, sequence, forced);
    int at = size + Frame.HEADER;
    if (token) {
      Frame.LONG.set(bytes, at, name.getMostSignificantBits());
      Frame.LONG.set(bytes, at + 8, name.getLeastSignificantBits());
      at += Frame.TOKEN_BYTES;
    }
    System.arraycopy(payload, 0, bytes, at, payload.length);
    if (link != null) {
      links.next(link, sequence, payload, 0, payload.length);
      System.arraycopy(link, 0, bytes, at + payload.length, link.length);
    }
    end(length);
  }

  private void reserve(int length) {
    if (size + length > bytes.length) {
      long wanted = Math.max(INITIAL, 2L * (size + length));
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, wanted));
    }
  }

  ByteBuffer content() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  /** Empties the buffer; frees the memory of a rare large batch. */
  void clear() {
    size = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[0];
    }
  }
}
