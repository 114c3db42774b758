package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.core.storage.file.Workspace;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bytes of one content after the other, in memory as long as they would fit in a pack,
 * else in a file.
 *
 * <p>Remembers that writing failed, so that a failure to write is not taken for one to read,
 * whatever the content makes of it. Not thread-safe.
 */
final class BlobSink extends OutputStream {
  private static final int FIRST = 1 << 13;

  private final Workspace.Drafts drafts;
  private final MessageDigest digest = Hashing.sha256();
  private final byte[] hash = new byte[PackIndex.HASH];
  private byte[] bytes = new byte[FIRST];
  private int filled;
  private long written;
  private boolean taking;
  private @Nullable Path file;
  private @Nullable FileChannel channel;
  private @Nullable ForceAhead ahead;
  private @Nullable IOException failure;

  BlobSink(Workspace.Drafts drafts) {
    this.drafts = drafts;
  }

  /**
   * Takes a content in the place of the last one.
   *
   * @throws io.lifecycle4j.error.InvalidDataException if it cannot be read
   * @throws IOException if it cannot be written
   */
  BlobId take(Content content) throws IOException {
    close();
    filled = 0;
    written = 0;
    file = null;
    failure = null;
    digest.reset();
    taking = true;
    try {
      content.writeTo(this);
    } catch (IOException e) {
      rethrow();
      throw StorageErrors.unreadable(e);
    } finally {
      taking = false;
    }
    rethrow(); // a content may hide it, as one with a PrintWriter does
    return name();
  }

  private BlobId name() throws IOException {
    if (channel == null) {
      digest.update(bytes, 0, filled);
    } else {
      flushBytes(channel);
    }
    byte[] result = digest.digest();
    System.arraycopy(result, 0, hash, 0, hash.length);
    return BlobId.of(result);
  }

  private void rethrow() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    if (!taking || failure != null) {
      throw new IOException("the content is no longer taken", failure);
    }
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == bytes.length) {
        grow(left);
      }
      int count = Math.min(left, bytes.length - filled);
      System.arraycopy(source, from, bytes, filled, count);
      filled += count;
      from += count;
      left -= count;
    }
  }

  private void grow(int left) throws IOException {
    if (bytes.length < PackIndex.MAX_BLOB) {
      long wanted = Math.max(2L * bytes.length, (long) filled + left);
      bytes = Arrays.copyOf(bytes, (int) Math.min(PackIndex.MAX_BLOB, wanted));
      return;
    }
    try {
      flushBytes(channel == null ? createFile() : channel);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private FileChannel createFile() throws IOException {
    Path created = drafts.next();
    FileChannel opened = Durable.create(created);
    file = created;
    channel = opened;
    ahead = new ForceAhead(opened);
    return opened;
  }

  /** Writes while another thread hashes: that takes longer, and is what one thread would do last. */
  private void flushBytes(FileChannel target) throws IOException {
    HomeThreads.Doing hashing = HomeThreads.begin(() -> digest.update(bytes, 0, filled));
    try {
      Durable.writeFully(target, ByteBuffer.wrap(bytes, 0, filled), written);
    } finally {
      hashing.end();
    }
    written += filled;
    filled = 0;
    if (ahead != null) {
      ahead.upTo(written);
    }
  }

  /** Tells whether the content is short enough for a pack. */
  boolean isShort() {
    return file == null;
  }

  int length() {
    return filled;
  }

  /** Adds a short content to a pack. */
  void addTo(PackWriter pack) throws IOException {
    pack.add(hash, bytes, filled);
  }

  /** Returns a file with the content, forced. */
  Path toFile() throws IOException {
    FileChannel target = channel;
    if (target == null) {
      target = createFile();
      Durable.writeFully(target, ByteBuffer.wrap(bytes, 0, filled), 0);
    }
    if (ahead != null) {
      ahead.await();
    }
    target.force(true);
    close();
    if (file == null) {
      throw new IllegalStateException("A content without a file");
    }
    return file;
  }

  /** Tells whether the bytes at a place are those of the content; what cannot be read is not. */
  boolean isAt(BlobPlace place) {
    if (isShort()) {
      return place.holds(bytes, 0, filled);
    }
    if (place.length() != written + filled) {
      return false;
    }
    try (InputStream in = place.open(0, place.length())) {
      MessageDigest found = Hashing.sha256();
      byte[] buffer = new byte[FIRST * Byte.SIZE];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        found.update(buffer, 0, count);
      }
      return Arrays.equals(found.digest(), hash);
    } catch (IOException | CorruptDataException e) {
      return false; // so it is written again, which either mends it or says what is wrong
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      FileChannel open = channel;
      channel = null;
      if (ahead != null) {
        ahead.close();
      }
      open.close();
    }
  }
}
