package io.lifecycle4j.core.error;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Objects that no thread uses at the moment; about as many exist as threads ever used them at once.
 * Those used last come first, since their memory is in the caches of a processor. Thread-safe.
 */
public final class IdleObjects<T> {
  /** As many as usually are in use at once, which are kept without an allocation. */
  private final AtomicReferenceArray<@Nullable T> few =
      new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors());

  private final Queue<T> others = new ConcurrentLinkedQueue<>();

  /** Removes an object; null if there is none. */
  public @Nullable T poll() {
    for (int i = 0; i < few.length(); i++) {
      if (few.getOpaque(i) != null) {
        T object = few.getAndSet(i, null);
        if (object != null) {
          return object;
        }
      }
    }
    return others.poll();
  }

  /** Adds an object that the caller no longer uses. */
  public void add(T object) {
    for (int i = 0; i < few.length(); i++) {
      if (few.getOpaque(i) == null && few.compareAndSet(i, null, object)) {
        return;
      }
    }
    others.add(object);
  }
}
