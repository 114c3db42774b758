package io.lifecycle4j.core.tracking;

/** Waits for threads of the library. */
final class Joined {
  private Joined() {}

  /** Waits until a thread has ended; an interrupt is kept for later. */
  static void uninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
