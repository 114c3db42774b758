package io.lifecycle4j.core.badinputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

/** The threads that were there, beside which the library may leave none of its own. */
final class Threads {
  private static final long IDLE_MILLIS = 60_000;

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  /** Checks that those of the library have ended; one that has nothing to do ends soon. */
  void assertNoneLeft() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread) && thread.getName().startsWith("lifecycle4j")) {
        thread.join(IDLE_MILLIS);
        assertThat(thread.isAlive()).describedAs(thread.getName()).isFalse();
      }
    }
  }
}
