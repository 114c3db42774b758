package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.error.OwnedThread;
import org.jspecify.annotations.Nullable;

/**
 * Does something when the JVM is told to stop. It is registered only while there is something to
 * do, so that nothing of a home, nor the class loader of an application, is kept longer than that.
 */
final class ShutdownHook {
  private final Runnable action;
  private final Runtime runtime = Runtime.getRuntime();

  /** The thread the JVM knows, or null. */
  private @Nullable Thread registered;

  ShutdownHook(Runnable action) {
    this.action = action;
  }

  /** Has the action be done, if it is not registered yet. */
  synchronized void register() {
    if (registered == null) {
      Thread hook = new OwnedThread("end-runs", action);
      try {
        runtime.addShutdownHook(hook);
        registered = hook;
      } catch (IllegalStateException e) {
        // the JVM stops already: who starts something now ends it
      }
    }
  }

  synchronized boolean isRegistered() {
    return registered != null;
  }

  /** Forgets the action. While the JVM stops nothing can be forgotten, nor need it be. */
  synchronized void unregister() {
    Thread hook = registered;
    registered = null;
    if (hook != null) {
      try {
        runtime.removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the JVM stops, and the action finds nothing left to do
      }
    }
  }
}
