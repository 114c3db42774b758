package io.lifecycle4j.tiers;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * The form in which a tier stores a blob.
 *
 * @param bytes the length of the blob
 * @param packed whether it is a container, not the blob itself
 * @param content the bytes to store
 */
record Form(BlobId blob, long bytes, boolean packed, Content content) {
  /** The number of blocks sampled to estimate the packed length of a large blob. */
  private static final int SAMPLES = 16;

  /**
   * A container must save at least a sixteenth: otherwise the uncompressed blob is faster to read.
   */
  private static final int SHARE = 16;

  static Form of(
      TieredBlobStore blobs, UUID home, BlobId blob, long bytes, Tier tier, LongConsumer read) {
    Container container = new Container(home, blob, bytes);
    if (bytes <= Mover.SMALL_BLOB) {
      byte[] content = blobs.read(blob);
      read.accept(bytes);
      return small(container, content, tier);
    }
    boolean packed = tier == Tier.COLD || (tier == Tier.WARM && pays(blobs, blob, bytes));
    return new Form(
        blob,
        bytes,
        packed,
        out -> {
          try (InputStream in = new CountingStream(blobs.open(blob), read)) {
            if (packed) {
              container.write(in, out);
            } else {
              in.transferTo(out);
            }
          }
        });
  }

  private static Form small(Container container, byte[] content, Tier tier) {
    BlobId blob = container.blob();
    if (content.length != container.length()) {
      throw new CorruptDataException(
          String.format(
              "Corrupt blob %s: it has %s bytes (must be %s)",
              blob, content.length, container.length()));
    }
    if (tier != Tier.HOT) {
      byte[] packed = pack(container, content);
      if (tier == Tier.COLD || pays(packed.length, content.length)) {
        return new Form(blob, content.length, true, Content.of(packed));
      }
    }
    return new Form(blob, content.length, false, Content.of(content));
  }

  private static byte[] pack(Container container, byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try {
      container.write(new ByteArrayInputStream(content), packed);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return packed.toByteArray();
  }

  private static boolean pays(long packed, long plain) {
    return packed < plain - plain / SHARE;
  }

  /** Estimates from blocks all over the blob. */
  private static boolean pays(TieredBlobStore blobs, BlobId blob, long bytes) {
    long stride = Math.max(Container.BLOCK, bytes / SAMPLES);
    long packed = 0;
    long plain = 0;
    for (long at = 0; at < bytes; at += stride) {
      int count = (int) Math.min(Container.BLOCK, bytes - at);
      try (InputStream in = blobs.open(blob, at, count)) {
        packed += Container.packedLength(in.readAllBytes());
      } catch (IOException e) {
        throw TieredBlobStore.unreadable("blob " + blob, e);
      }
      plain += count;
    }
    return pays(packed, plain);
  }
}
