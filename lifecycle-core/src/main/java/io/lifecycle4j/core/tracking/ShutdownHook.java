package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.error.OwnedThread;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action when the JVM shuts down. Registered only while there is something to do, so that
 * it keeps neither a home nor an application's class loader reachable.
 */
final class ShutdownHook {
  private final Runnable action;
  private final Runtime runtime = Runtime.getRuntime();

  /** Null if not registered. */
  private @Nullable Thread registered;

  ShutdownHook(Runnable action) {
    this.action = action;
  }

  /** Registers the action, unless it is registered. */
  synchronized void register() {
    if (registered == null) {
      Thread hook = new OwnedThread("end-runs", action);
      try {
        runtime.addShutdownHook(hook);
        registered = hook;
      } catch (IllegalStateException e) {
        // the JVM is shutting down: a caller that starts a run now must end it
      }
    }
  }

  synchronized boolean isRegistered() {
    return registered != null;
  }

  /** Unregisters the action; during shutdown this does nothing and is not needed. */
  synchronized void unregister() {
    Thread hook = registered;
    registered = null;
    if (hook != null) {
      try {
        runtime.removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the JVM is shutting down, and the action finds nothing to do
      }
    }
  }
}
