package io.lifecycle4j.core.storage.journal;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Work in the order in which any threads add it, for one thread at a time to take.
 *
 * <p>Why not a queue of the JDK: each makes a node for an element, and taking one costs an atomic
 * instruction on memory that another core has just written, which is half of what an append costs.
 * Here adding is one exchange and taking none. Vyukov, "Intrusive MPSC node-based queue", 2010.
 */
final class WorkQueue {
  /** What was taken last; what waits follows it. Used by the taking thread alone. */
  private Work<?> taken = new Start();

  private final AtomicReference<Work<?>> last = new AtomicReference<>(taken);

  /** Stands before the first work. */
  private static final class Start extends Work<Void> {}

  void add(Work<?> work) {
    last.getAndSet(work).follow(work);
  }

  /** Returns what is first without taking it; null if nothing is there yet. */
  @Nullable Work<?> peek() {
    return taken.next();
  }

  /** Takes what is first; null if nothing is there yet. */
  @Nullable Work<?> poll() {
    Work<?> first = taken.next();
    if (first != null) {
      taken.follow(null); // or an old object would keep all that came after it
      taken = first;
    }
    return first;
  }

  /** Tells whether nothing was added since; what is being added just now counts. */
  boolean isEmpty() {
    return last.get() == taken;
  }
}
