package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.core.storage.file.StorageErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one thread hands to another: something that takes locks is done where no interrupt comes to
 * it. A journal that was opened while its caller met an error is closed again, or nobody could own
 * it any more.
 */
final class Handover<T> {
  private @Nullable T value;
  private boolean abandoned;

  private Handover() {}

  /** Something with files that has an answer. */
  interface Work<T> {
    T call() throws IOException;
  }

  /**
   * Does something on a thread that nobody interrupts, and waits for it.
   *
   * @param doing what is done, as in "Cannot …"
   * @param path where
   * @param work does it
   * @return its answer
   */
  static <T> T of(String doing, Path path, Work<T> work) {
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

  /** Nothing is called between the opening and the keeping: that could fail. */
  private void fill(Work<T> work) throws IOException {
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
        if (!done) { // an error interrupted it; no memory is taken here, of which there may be none
          journal.close();
        }
      }
    }
  }
}
