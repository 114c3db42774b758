package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.storage.Frames.Frame;
import io.lifecycle4j.core.storage.JournalFile.Place;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Appends frames to a journal file. Used by the storage thread alone, under the journal's lock.
 *
 * <p>Before it appends it reads what other processes appended, and cuts what a crash left behind
 * the last valid frame.
 */
final class JournalWriter implements AutoCloseable {
  private static final int REMEMBERED_TOKENS = 10_000;

  private final JournalFile file;
  private final Map<UUID, Long> tokens =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Long> eldest) {
          return size() > REMEMBERED_TOKENS;
        }
      };

  private @Nullable FileChannel channel;
  private Place end = Place.START;
  private long forced;
  private long anchored;

  /** Why nothing may be written any more. */
  private @Nullable Exception failure;

  JournalWriter(JournalFile file) {
    this.file = file;
  }

  long append(Batch batch) {
    if (failure != null) {
      throw new StorageFailedException(
          "Cannot write journal " + file.path() + ": an earlier write failed (reopen the home)",
          failure);
    }
    try {
      FileChannel open = catchUp();
      Long before = tokens.get(batch.token());
      long sequence = before == null ? write(open, batch) : before;
      if (batch.durability() == Durability.POWER && sequence > forced) {
        forceAppended(open); // also if the token is known: who wrote it may have died before
      }
      return sequence;
    } catch (IOException e) {
      throw StorageErrors.failed("write journal", file.path(), e);
    }
  }

  /** Tells whether nothing was ever appended here. */
  boolean idle() {
    return channel == null;
  }

  private FileChannel catchUp() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      if (!Files.exists(file.path())) {
        Durable.publishNew(file.path(), file.header());
      }
      open = FileChannel.open(file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel = open;
    }
    end = file.scan(end, this::remember);
    if (open.size() > end.offset()) {
      open.truncate(end.offset());
      force(open, true);
    }
    return open;
  }

  private void remember(Frame frame) {
    if (frame.count() == 0) {
      anchored = frame.last();
    } else {
      tokens.put(frame.token(), frame.last());
    }
    forced = Math.max(forced, frame.forced());
  }

  private long write(FileChannel open, Batch batch) throws IOException {
    if (batch.expected() != Batch.ANY && batch.expected() != end.sequence()) {
      throw new ConflictException(
          String.format(
              "Cannot append to journal %s: it ends with entry %d (expected %d)",
              file.path().getFileName(), end.sequence(), batch.expected()));
    }
    ByteBuffer frame = Frames.encode(batch, end.sequence() + 1, forced);
    int length = frame.remaining();
    try {
      Durable.writeFully(open, frame, end.offset());
    } catch (IOException e) {
      cut(open, e);
      throw e;
    }
    end = new Place(end.offset() + length, end.sequence() + batch.payloads().size());
    tokens.put(batch.token(), end.sequence());
    return end.sequence();
  }

  /** A full disk leaves part of a frame; shrinking needs no space. */
  private void cut(FileChannel open, IOException cause) {
    try {
      open.truncate(end.offset());
    } catch (IOException e) {
      cause.addSuppressed(e);
      failure = cause;
      throw unknown("write", cause);
    }
  }

  private void forceAppended(FileChannel open) {
    try {
      force(open, false);
    } catch (IOException e) {
      throw unknown("force", e);
    }
    forced = end.sequence();
  }

  private void force(FileChannel open, boolean metadata) throws IOException {
    try {
      open.force(metadata);
    } catch (IOException e) {
      // The kernel may have dropped the pages and reports it once: a second force would lie.
      failure = e;
      throw e;
    }
  }

  private UnknownOutcomeException unknown(String doing, IOException e) {
    return new UnknownOutcomeException(
        "Cannot "
            + doing
            + " journal "
            + file.path()
            + ": "
            + e.getMessage()
            + " (reopen, then read)",
        e);
  }

  /**
   * Forces what was appended, then says so with an empty frame. It proves every frame before it, so
   * that damage in a journal that was closed is found, also in its last entry.
   */
  void anchor() {
    FileChannel open = channel;
    if (open == null || failure != null) {
      return;
    }
    try {
      catchUp();
      force(open, false);
      if (anchored < end.sequence()) {
        ByteBuffer frame = Frames.anchor(end.sequence());
        int length = frame.remaining();
        Durable.writeFully(open, frame, end.offset());
        end = new Place(end.offset() + length, end.sequence());
        anchored = end.sequence();
      }
    } catch (CorruptDataException e) {
      failure = e; // who reads is told; closing goes on
    } catch (IOException e) {
      throw StorageErrors.failed("close journal", file.path(), e);
    }
  }

  @Override
  public void close() {
    FileChannel open = channel;
    channel = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      throw StorageErrors.failed("close journal", file.path(), e);
    }
  }
}
