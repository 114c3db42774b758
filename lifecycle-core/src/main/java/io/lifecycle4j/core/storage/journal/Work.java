package io.lifecycle4j.core.storage.journal;

import org.jspecify.annotations.Nullable;

/**
 * Work to be done on a journal, and its outcome. It is itself a node of the {@link JournalQueue},
 * since waiting must not allocate memory, of which there may be none.
 */
abstract class Work {
  /** The next in line. Guarded by the queue, as is the rest. */
  @Nullable Work next;

  boolean queued;
  boolean done;

  @Nullable Throwable failure;

  /** Returns whether an Error may have left it incomplete. */
  abstract boolean begun();

  /** Work other than an append. */
  static final class Task extends Work {
    private final Runnable action;
    private final boolean undoes;

    /**
     * Creates a task.
     *
     * @param undoes whether an Error leaves the state unchanged
     */
    Task(Runnable action, boolean undoes) {
      this.action = action;
      this.undoes = undoes;
    }

    void run() {
      action.run();
    }

    @Override
    boolean begun() {
      return !undoes;
    }
  }
}
