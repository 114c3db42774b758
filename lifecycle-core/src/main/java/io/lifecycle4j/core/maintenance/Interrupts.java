package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.error.OperationInterruptedException;

/** Lets a long operation end between two steps. */
final class Interrupts {
  private Interrupts() {}

  /** Throws if the thread is interrupted, and keeps the flag set. */
  static void check(String doing) {
    if (Thread.currentThread().isInterrupted()) {
      throw new OperationInterruptedException("Cannot " + doing + ": the thread was interrupted");
    }
  }
}
