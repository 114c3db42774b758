package io.lifecycle4j.crashkit;

import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import java.util.concurrent.CompletableFuture;

/** Appends from threads of their own, so that batches wait in a journal side by side. */
@SuppressWarnings("ThreadPriorityCheck") // whoever is next is let go first
public final class Appending {
  private Appending() {}

  /**
   * Begins to append a batch. When this returns, the batch was appended or waits in the journal:
   * what is begun next comes behind it.
   *
   * @param journal the journal
   * @param batch the batch
   * @return what {@link Journal#append} returns or throws
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // who waits gets it
  public static CompletableFuture<Long> begin(Journal journal, Batch batch) {
    CompletableFuture<Long> future = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                future.complete(journal.append(batch));
              } catch (Throwable e) {
                future.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    while (!future.isDone() && !waits(thread)) {
      Thread.yield();
    }
    return future;
  }

  /**
   * Tells whether a thread that only appends waits in the journal.
   *
   * @param thread the thread
   * @return whether it does
   */
  public static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING;
  }
}
