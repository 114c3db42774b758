package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import java.nio.file.Path;

/**
 * Tells callers of a journal what was thrown on the thread that writes it: typed, whatever it was,
 * and made on their own thread. What is thrown when there is no memory even for that lies ready.
 *
 * @param journal the directory, for messages
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // they lie ready
record JournalErrors(Path journal) {
  private static final UnknownOutcomeException UNKNOWN =
      new UnknownOutcomeException(
          "Cannot tell whether a journal was written: there is no memory left to say why (read it,"
              + " or append the same token again)");
  private static final StorageFailedException FAILED =
      new StorageFailedException(
          "Cannot write a journal: there is no memory left to say why (try again)");

  /** Throws if something failed. */
  void check(Work work) {
    Throwable failure = work.failure;
    if (failure instanceof LifecycleException || failure instanceof IllegalStateException) {
      throw HomeThreads.onThisThread((RuntimeException) failure);
    }
    if (failure != null) {
      throw work.begun() ? unknown(failure) : failed(failure);
    }
  }

  /** Tells of something that an error ended in the middle. */
  LifecycleException unknown(Throwable cause) {
    try {
      return new UnknownOutcomeException(
          "Cannot tell what became of a write to journal "
              + journal
              + ": "
              + cause
              + " (read it, or append the same token again)",
          cause);
    } catch (OutOfMemoryError e) {
      return UNKNOWN;
    }
  }

  private LifecycleException failed(Throwable cause) {
    try {
      return new StorageFailedException(
          "Cannot write journal " + journal + ": " + cause + " (nothing was written)", cause);
    } catch (OutOfMemoryError e) {
      return FAILED;
    }
  }

  /** Tells that no thread can be started. */
  LifecycleException noThread(Throwable cause) {
    try {
      return new StorageFailedException(
          "Cannot write journal " + journal + ": no thread can be started", cause);
    } catch (OutOfMemoryError e) {
      return FAILED;
    }
  }

  /** Keeps what was thrown behind something else, which counts, if there is memory for it. */
  @SuppressWarnings("checkstyle:IllegalCatch") // that there is none is no news
  static void suppress(Throwable thrown, Throwable behind) {
    if (thrown == behind) {
      return; // the virtual machine has few errors ready, and throws the same again
    }
    try {
      thrown.addSuppressed(behind);
    } catch (OutOfMemoryError e) {
      return;
    }
  }
}
