package io.lifecycle4j.core.data.storage;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Files that are read while they are stored: the bytes that the store consumes are queued for a
 * reader on another thread, or for later. At most {@value #MOST} bytes and one more piece are
 * queued.
 *
 * <p>The reader never makes the store fail. Files that the store does not read, since it has them,
 * are read from the store after all are stored, and so are the files after them. If the queued
 * bytes might differ from the stored ones, reading is given up, and everything must be read from
 * the store: if a file is consumed twice or not to its end, if a second file is opened while one is
 * read, or if the storing thread is interrupted while it waits; the store then reports the
 * interrupt.
 */
public final class ArrivingFiles {
  private static final int MOST = 1 << 20;
  private static final int PIECES = 1 << 10;

  private final List<NamedContent> contents;
  private final KeptFiles kept;
  private final BooleanSupplier wanted;
  private final Queue<Piece> pieces = new ArrayDeque<>();
  private @Nullable Runnable full;
  private long waiting;

  /** The file consumed last, or being consumed; -1 before the first. */
  private int last = -1;

  private boolean isTaking;
  private boolean isReading;

  /** Whether bytes are no longer queued for the reader. */
  private boolean isPassing;

  private boolean isGivenUp;
  private @Nullable List<StoredFile> stored;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Piece(int file, byte[] bytes, boolean isLast) {}

  /**
   * Creates files that are still to be stored.
   *
   * @param kept opens the stored files
   * @param wanted decides before the first byte whether the files are likely to be read
   */
  public ArrivingFiles(List<NamedContent> contents, KeptFiles kept, BooleanSupplier wanted) {
    this.contents = copy(contents, "contents");
    this.kept = required(kept, "kept files");
    this.wanted = required(wanted, "wanted");
  }

  /**
   * Returns the contents that the store must read in place of the originals, in order.
   *
   * @param full runs once, on the storing thread, when the queue is full: it must start a reader
   */
  public List<NamedContent> contents(Runnable full) {
    this.full = required(full, "what is run when it is full");
    List<NamedContent> all = new ArrayList<>();
    for (NamedContent file : contents) {
      ArrivingContent content = new ArrivingContent(this, all.size(), file.content());
      all.add(new NamedContent(file.name(), content));
    }
    return all;
  }

  /**
   * Returns the files for reading once, in order, on one thread. They throw {@link
   * IllegalStateException} after reading was given up.
   */
  public List<KeptFile> files() {
    List<KeptFile> all = new ArrayList<>();
    for (NamedContent file : contents) {
      all.add(new Arriving(this, all.size(), file.name()));
    }
    return all;
  }

  /** Reports that all files are stored. */
  public synchronized void stored(List<StoredFile> files) {
    stored = copy(files, "files");
    if (isTaking) {
      giveUp(); // the store got the bytes in another way
    }
    notifyAll();
  }

  /** Reports that the reader has stopped. */
  public synchronized void leave() {
    isPassing = true;
    pieces.clear();
    notifyAll();
  }

  /** Ends the reading; everything that was read is invalid. */
  public synchronized void giveUp() {
    isGivenUp = true;
    leave();
  }

  /** Returns whether everything that was read is invalid and must be read from the store. */
  public synchronized boolean isGivenUp() {
    return isGivenUp;
  }

  /**
   * Reports that the store reads a file from its first byte on; returns whether to queue its bytes.
   */
  synchronized boolean begin(int file) {
    if (file <= last || isTaking) {
      giveUp(); // the file may have returned other bytes before
    } else if (last < 0 && !wanted.getAsBoolean()) {
      leave();
    }
    last = file;
    isTaking = true;
    return !isPassing;
  }

  /** Queues the next bytes of a file; blocks while the queue is full. */
  synchronized void hand(byte[] bytes, boolean isLast) {
    try {
      while (!isPassing && (waiting >= MOST || pieces.size() >= PIECES)) {
        if (full == null) {
          wait();
        } else {
          Runnable once = full;
          full = null;
          once.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      giveUp();
    }
    if (!isPassing) {
      waiting += bytes.length;
      pieces.add(new Piece(last, bytes, isLast));
      notifyAll();
    }
    isTaking = isTaking && !isLast;
  }

  /** Waits until a file arrives; returns false if it must be read from the store. */
  private synchronized boolean arrives(Arriving file) {
    if (isReading) {
      giveUp(); // the bytes of one file are queued behind those of the other
    }
    while (pieces.isEmpty() || pieces.element().file < file.number) {
      if (!pieces.isEmpty()) {
        remove();
      } else if (isPassing || stored != null) {
        return false;
      } else {
        await(file);
      }
    }
    isReading = pieces.element().file == file.number;
    return isReading;
  }

  /** Waits for the next bytes of a file that has begun to arrive. */
  private synchronized Piece take(Arriving file) {
    while (pieces.isEmpty()) {
      await(file);
    }
    return remove();
  }

  private Piece remove() {
    Piece piece = pieces.remove();
    waiting -= piece.bytes.length;
    notifyAll();
    return piece;
  }

  private synchronized void leaveFile() {
    isReading = false;
  }

  /** Waits until a file is stored; nothing more is queued, since the reader waits here. */
  private synchronized KeptFile stored(Arriving file) {
    if (isReading) {
      giveUp(); // the file being read could not continue
    }
    while (stored == null || isGivenUp) {
      leave();
      await(file);
    }
    return kept.of(stored.get(file.number));
  }

  @SuppressWarnings("WaitNotInLoop") // the loop is around each call
  private void await(Arriving file) {
    if (isGivenUp) {
      throw new IllegalStateException("Given up: " + file.name());
    }
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException(
          "Cannot read " + file.name() + ": the thread was interrupted", e);
    }
  }

  /**
   * A file that is being taken; what is asked of it but its name and its bytes waits for the end.
   */
  private record Arriving(ArrivingFiles all, int number, String name) implements KeptFile {
    @Override
    public StoredFile file() {
      return all.stored(this).file();
    }

    @Override
    public InputStream open() {
      return all.arrives(this) ? new Bytes() : all.stored(this).open();
    }

    @Override
    public InputStream open(long offset, long length) {
      return all.stored(this).open(offset, length);
    }

    private final class Bytes extends PieceStream {
      private boolean isEnd;

      @Override
      protected byte @Nullable [] piece() {
        if (isEnd) {
          return null;
        }
        Piece taken = all.take(Arriving.this);
        isEnd = taken.isLast();
        return taken.bytes();
      }

      @Override
      public void close() {
        all.leaveFile();
      }
    }
  }
}
