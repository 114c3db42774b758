package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.storage.Frames.Frame;
import io.lifecycle4j.core.storage.JournalFile.Place;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
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
  private @Nullable LifecycleException failure;

  JournalWriter(JournalFile file) {
    this.file = file;
  }

  long append(Batch batch) {
    if (failure != null) {
      throw new StorageFailedException(
          "Cannot write journal " + file.path() + ": an earlier force failed (reopen the home)",
          failure);
    }
    try {
      FileChannel open = catchUp();
      Long before = tokens.get(batch.token());
      if (before != null) {
        return before;
      }
      if (batch.expected() != Batch.ANY && batch.expected() != end.sequence()) {
        throw new ConflictException(
            String.format(
                "Cannot append to journal %s: it ends with entry %d (expected %d)",
                file.path().getFileName(), end.sequence(), batch.expected()));
      }
      write(open, batch);
      return end.sequence();
    } catch (IOException e) {
      throw StorageErrors.failed("write journal", file.path(), e);
    }
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
      open.force(true);
    }
    return open;
  }

  private void remember(Frame frame) {
    tokens.put(frame.token(), frame.last());
    forced = Math.max(forced, frame.forced());
  }

  private void write(FileChannel open, Batch batch) throws IOException {
    ByteBuffer frame = Frames.encode(batch, end.sequence() + 1, forced);
    int length = frame.remaining();
    try {
      Durable.writeFully(open, frame, end.offset());
    } catch (IOException e) {
      open.truncate(end.offset()); // a full disk leaves part of a frame; shrinking needs no space
      throw e;
    }
    if (batch.durability() == Durability.POWER) {
      force(open);
    }
    end = new Place(end.offset() + length, end.sequence() + batch.payloads().size());
    if (batch.durability() == Durability.POWER) {
      forced = end.sequence();
    }
    tokens.put(batch.token(), end.sequence());
  }

  private void force(FileChannel open) {
    try {
      open.force(false);
    } catch (IOException e) {
      // The kernel may have dropped the pages and reports it once: a second force would lie.
      failure =
          new UnknownOutcomeException(
              "Cannot force journal "
                  + file.path()
                  + ": "
                  + e.getMessage()
                  + " (reopen, then read)",
              e);
      throw failure;
    }
  }

  @Override
  public void close() {
    try (FileChannel open = channel) {
      if (open != null && failure == null) {
        open.force(false);
      }
    } catch (IOException e) {
      throw StorageErrors.failed("close journal", file.path(), e);
    }
  }
}
