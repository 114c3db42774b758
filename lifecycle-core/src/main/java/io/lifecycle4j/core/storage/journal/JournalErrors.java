package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import java.nio.file.Path;

/**
 * Rethrows to callers of a journal what was thrown on the thread that writes it, as a typed
 * exception created on their own thread. If there is no memory for that, throws one created in
 * advance.
 *
 * @param journal the directory, for messages
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // created in advance
record JournalErrors(Path journal) {
  private static final UnknownOutcomeException UNKNOWN =
      new UnknownOutcomeException(
          "Unknown whether a journal was written: there is no memory left to say why (read it,"
              + " or append the same token again)");
  private static final StorageFailedException FAILED =
      new StorageFailedException(
          "Cannot write a journal: there is no memory left to say why (try again)");

  /** Throws if the work failed. */
  void check(Work work) {
    Throwable failure = work.failure;
    if (failure instanceof LifecycleException || failure instanceof IllegalStateException) {
      throw HomeThreads.onThisThread((RuntimeException) failure);
    }
    if (failure != null) {
      throw work.begun() ? unknown(failure) : failed(failure);
    }
  }

  /** Returns the exception for work that an Error interrupted. */
  LifecycleException unknown(Throwable cause) {
    try {
      return new UnknownOutcomeException(
          "Unknown outcome of a write to journal "
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

  LifecycleException noThread(Throwable cause) {
    try {
      return new StorageFailedException(
          "Cannot write journal " + journal + ": no thread can be started", cause);
    } catch (OutOfMemoryError e) {
      return FAILED;
    }
  }
}
