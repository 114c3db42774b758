package io.lifecycle4j.core.error;

/** Waits for the end of threads of the library, also when the waiting one is interrupted. */
public final class Joining {
  private Joining() {}

  /**
   * Waits until a thread has ended; an interrupt is kept for later.
   *
   * @param thread not the current one, which would wait for ever; one that never began has ended
   */
  public static void uninterruptibly(Thread thread) {
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
