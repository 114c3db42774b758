package io.lifecycle4j.core.storage.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something to be done to a journal: its own link in the {@link WorkQueue}, and its outcome. */
abstract class Work<T> extends CompletableFuture<T> {
  private static final VarHandle NEXT = nextHandle();

  @SuppressWarnings("UnusedVariable") // through its handle
  private @Nullable Work<?> next;

  private static VarHandle nextHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(Work.class, "next", Work.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final @Nullable Work<?> next() {
    return (Work<?>) NEXT.getAcquire(this);
  }

  /** Publishes what follows; it is told to one thread that reads {@link #next()}. */
  final void follow(@Nullable Work<?> following) {
    NEXT.setRelease(this, following);
  }
}
