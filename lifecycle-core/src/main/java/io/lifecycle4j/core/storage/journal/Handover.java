package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.core.storage.file.StorageErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs work that acquires locks on a thread that is never interrupted. If an error ends the
 * caller's wait, a journal that was opened is closed again, since otherwise it could never be owned
 * again.
 */
final class Handover<T> {
  private @Nullable T value;
  private boolean abandoned;

  private Handover() {}

  /**
   * Runs work on a thread that is never interrupted, and waits for its result.
   *
   * @param doing the action, as in "Cannot …"
   */
  static <T> T of(String doing, Path path, StorageErrors.Work<T> work) {
    Handover<T> handover = new Handover<>();
    boolean ended = false;
    try {
      HomeThreads.run(() -> handover.fill(work));
      T given = handover.take();
      ended = true;
      return given;
    } catch (IOException e) {
      throw StorageErrors.failed(doing, path, e);
    } finally {
      if (!ended) {
        handover.abandon();
      }
    }
  }

  /** Calls nothing between opening and storing the value, since a call could fail. */
  private void fill(StorageErrors.Work<T> work) throws IOException {
    T made = work.call();
    boolean kept;
    synchronized (this) {
      kept = !abandoned;
      value = kept ? made : null;
    }
    if (!kept) {
      close(made);
    }
  }

  private synchronized T take() {
    return Objects.requireNonNull(value);
  }

  private void abandon() {
    T unwanted;
    synchronized (this) {
      abandoned = true;
      unwanted = value;
    }
    close(unwanted);
  }

  private static void close(@Nullable Object unwanted) {
    if (unwanted instanceof FileJournal journal) {
      boolean done = false;
      try {
        journal.close();
        done = true;
      } finally {
        if (!done) { // an Error interrupted it; allocates nothing, since there may be no memory
          journal.close();
        }
      }
    }
  }
}
