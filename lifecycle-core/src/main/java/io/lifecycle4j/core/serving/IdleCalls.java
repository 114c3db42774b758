package io.lifecycle4j.core.serving;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Calls that no thread uses; as many exist as ever ran at once. Those used last come first, whose
 * memory is in the caches of a processor. Thread-safe.
 */
final class IdleCalls<I, O> {
  /** As many as usually run at once, which costs no allocation. */
  private final AtomicReferenceArray<@Nullable PredictionCall<I, O>> few =
      new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors());

  private final Queue<PredictionCall<I, O>> others = new ConcurrentLinkedQueue<>();

  /** Removes a call; null if there is none. */
  @Nullable PredictionCall<I, O> poll() {
    for (int i = 0; i < few.length(); i++) {
      if (few.getPlain(i) != null) {
        PredictionCall<I, O> call = few.getAndSet(i, null);
        if (call != null) {
          return call;
        }
      }
    }
    return others.poll();
  }

  void add(PredictionCall<I, O> call) {
    for (int i = 0; i < few.length(); i++) {
      if (few.getPlain(i) == null && few.compareAndSet(i, null, call)) {
        return;
      }
    }
    others.add(call);
  }
}
