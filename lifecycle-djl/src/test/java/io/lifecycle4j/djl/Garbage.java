package io.lifecycle4j.djl;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/** Collects garbage, so that a later use of memory that nothing refers to reads other numbers. */
public final class Garbage {
  private static final long MILLIS = 10_000;

  private Garbage() {}

  /** Returns once the direct memory that nothing refers to is freed. */
  public static void collect() {
    // The references of the first collection are handled before those of the second one.
    for (int i = 0; i < 2; i++) {
      awaitCollection();
    }
  }

  private static void awaitCollection() {
    ReferenceQueue<Object> handled = new ReferenceQueue<>();
    PhantomReference<Object> canary = new PhantomReference<>(new Object(), handled);
    System.gc();
    try {
      if (handled.remove(MILLIS) != canary) {
        throw new AssertionError("no garbage is collected");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      Reference.reachabilityFence(canary);
    }
  }
}
