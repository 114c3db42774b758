package io.lifecycle4j.core.storage.journal;

import org.jspecify.annotations.Nullable;

/**
 * Something to be done to a journal, in its place in the {@link JournalQueue}, and what became of
 * it. It is a link of the queue itself: waiting takes no memory, of which there may be none.
 */
abstract class Work {
  /** What comes behind it. Guarded by the queue, as is the rest. */
  @Nullable Work next;

  boolean queued;
  boolean done;

  /** What it threw. */
  @Nullable Throwable failure;

  /** Whether an error may have left it half done. */
  abstract boolean begun();

  /** Something other than an append. */
  static final class Task extends Work {
    private final Runnable action;
    private final boolean undoes;

    /**
     * Describes a task.
     *
     * @param action what is done
     * @param undoes whether an error leaves things as they were
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
