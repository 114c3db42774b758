package io.lifecycle4j.core.data.storage;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Files that are read while a store takes them: the bytes that it takes wait here, at most {@value
 * #MOST} and those of one piece, for who reads them on another thread, or afterwards.
 *
 * <p>Who takes never fails because of it. Files that the store does not ask for, since it has them,
 * are read from the store when all are stored, and so are those behind them. What is not sure to be
 * what was stored is given up, and all is to be read from the store: if a file was asked for twice,
 * or not to its end, if a second is asked for while one is read, or if who takes is interrupted
 * while it waits, which is for the store to tell.
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

  /** The file that was taken last, or is being taken. */
  private int last = -1;

  private boolean isTaking;
  private boolean isReading;

  /** Whether what comes is for the store alone. */
  private boolean isPassing;

  private boolean isGivenUp;
  private @Nullable List<StoredFile> stored;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Piece(int file, byte[] bytes, boolean isLast) {}

  /**
   * Creates files that are to be taken.
   *
   * @param contents the files
   * @param kept opens them when they are stored
   * @param wanted is asked before the first byte whether what comes is likely to be read
   */
  public ArrivingFiles(List<NamedContent> contents, KeptFiles kept, BooleanSupplier wanted) {
    this.contents = copy(contents, "contents");
    this.kept = required(kept, "kept files");
    this.wanted = required(wanted, "wanted");
  }

  /**
   * Returns what the store must take in the place of the contents.
   *
   * @param full is run once, when so much waits that somebody must begin to read
   * @return the contents, in order
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
   * Returns what can be read, once and in order, on one thread.
   *
   * @return the files, in order; they throw an {@link IllegalStateException} when they are given up
   */
  public List<KeptFile> files() {
    List<KeptFile> all = new ArrayList<>();
    for (NamedContent file : contents) {
      all.add(new ArrivingFile(this, all.size(), file.name()));
    }
    return all;
  }

  /**
   * Says that all files are stored.
   *
   * @param files what is stored
   */
  public synchronized void stored(List<StoredFile> files) {
    stored = copy(files, "files");
    if (isTaking) {
      giveUp(); // whoever stored it had another way to its bytes
    }
    notifyAll();
  }

  /** Says that nobody reads any more. */
  public synchronized void leave() {
    isPassing = true;
    pieces.clear();
    notifyAll();
  }

  /** Ends the reading; what was read does not count. */
  public synchronized void giveUp() {
    isGivenUp = true;
    leave();
  }

  /**
   * Returns whether what was read does not count.
   *
   * @return whether all files must be read from the store
   */
  public synchronized boolean isGivenUp() {
    return isGivenUp;
  }

  /** Is told that a file is taken from its first byte on; returns whether its bytes are wanted. */
  synchronized boolean begin(int file) {
    if (file <= last || isTaking) {
      giveUp(); // it may have given other bytes before
    } else if (last < 0 && !wanted.getAsBoolean()) {
      leave();
    }
    last = file;
    isTaking = true;
    return !isPassing;
  }

  /** Takes the next bytes of a file, and waits while there are too many. */
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

  /** Waits until a file begins to come; false if it must be read from the store. */
  synchronized boolean arrives(ArrivingFile file) {
    if (isReading) {
      giveUp(); // the bytes of the one would wait behind those of the other
    }
    while (pieces.isEmpty() || pieces.element().file < file.number()) {
      if (!pieces.isEmpty()) {
        remove();
      } else if (isPassing || stored != null) {
        return false;
      } else {
        await(file);
      }
    }
    isReading = pieces.element().file == file.number();
    return isReading;
  }

  /** Waits for the next bytes of a file that has begun to come. */
  synchronized Piece take(ArrivingFile file) {
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

  synchronized void leaveFile() {
    isReading = false;
  }

  /** Waits until a file is stored; what comes meanwhile is not kept for who waits here. */
  synchronized KeptFile stored(ArrivingFile file) {
    if (isReading) {
      giveUp(); // what is being read could not go on
    }
    while (stored == null || isGivenUp) {
      leave();
      await(file);
    }
    return kept.of(stored.get(file.number()));
  }

  @SuppressWarnings("WaitNotInLoop") // the loop is around each call
  private void await(ArrivingFile file) {
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
}
