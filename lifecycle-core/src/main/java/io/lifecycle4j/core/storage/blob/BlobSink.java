package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.core.storage.file.Workspace;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Receives the bytes of one content at a time, in memory as long as they fit in a pack, else in a
 * file.
 *
 * <p>Remembers a failed write, so that it is not mistaken for a failure to read, even if the
 * content catches the exception. Not thread-safe.
 */
final class BlobSink extends OutputStream {
  private static final int FIRST = 1 << 13;

  private final Workspace.Drafts drafts;
  private final MessageDigest digest = Hashing.sha256();
  private final byte[] hash = new byte[PackIndex.HASH];
  private byte[] bytes = new byte[FIRST];
  private int filled;
  private boolean taking;
  private @Nullable BlobDraft draft;
  private @Nullable IOException failure;

  /** Whether a piece was lost, also for lack of memory or of a thread. */
  private boolean broken;

  BlobSink(Workspace.Drafts drafts) {
    this.drafts = drafts;
  }

  /**
   * Receives a content, replacing the previous one.
   *
   * @throws io.lifecycle4j.error.InvalidDataException if it cannot be read
   * @throws IOException if it cannot be written
   */
  BlobId take(Content content) throws IOException {
    close();
    filled = 0;
    draft = null;
    failure = null;
    broken = false;
    digest.reset();
    taking = true;
    try {
      content.writeTo(this);
    } catch (IOException e) {
      rethrow();
      throw StorageErrors.unreadable("content", e);
    } finally {
      taking = false;
    }
    rethrow(); // a content may swallow it, as one with a PrintWriter does
    return name();
  }

  private BlobId name() throws IOException {
    if (draft == null) {
      digest.update(bytes, 0, filled);
    } else {
      flushTo(draft);
      draft.awaitHashed();
    }
    byte[] result = digest.digest();
    System.arraycopy(result, 0, hash, 0, hash.length);
    return BlobId.of(result);
  }

  private void rethrow() throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (broken) {
      throw new IOException("a piece of the content was not taken");
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    if (!taking || broken) {
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

  /** Makes room. The content may catch whatever is thrown here, and continue. */
  private void grow(int left) throws IOException {
    broken = true;
    try {
      if (bytes.length < PackIndex.MAX_BLOB) {
        long wanted = Math.max(2L * bytes.length, (long) filled + left);
        bytes = Arrays.copyOf(bytes, (int) Math.min(PackIndex.MAX_BLOB, wanted));
      } else {
        draft = draft == null ? new BlobDraft(drafts.next(), bytes.length) : draft;
        flushTo(draft);
      }
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    broken = false;
  }

  private void flushTo(BlobDraft target) throws IOException {
    bytes = target.add(bytes, filled, digest);
    filled = 0;
  }

  /** Returns whether the content is short enough for a pack. */
  boolean isShort() {
    return draft == null;
  }

  int length() {
    return filled;
  }

  void addTo(PackWriter pack) throws IOException {
    pack.add(hash, bytes, filled);
  }

  /** Returns a file with the content, fsynced. */
  Path toFile() throws IOException {
    if (draft == null) {
      draft = new BlobDraft(drafts.next(), 0);
      draft.write(bytes, filled);
    }
    Path file = draft.finish();
    draft.close();
    return file;
  }

  /** Returns whether a place holds the bytes of the content; false if it cannot be read. */
  boolean isAt(BlobPlace place) {
    if (isShort()) {
      return place.holds(bytes, 0, filled);
    }
    if (draft == null || place.length() != draft.length()) {
      return false;
    }
    try {
      place.verify(BlobId.of(hash));
      return true;
    } catch (IOException | CorruptDataException e) {
      return false; // it is written again, which either repairs it or reports the error
    }
  }

  @Override
  public void close() throws IOException {
    if (draft != null) {
      draft.close();
    }
  }
}
