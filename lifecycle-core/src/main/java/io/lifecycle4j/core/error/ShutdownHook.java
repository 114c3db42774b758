package io.lifecycle4j.core.error;

import org.jspecify.annotations.Nullable;

/**
 * Runs an action when the JVM shuts down. Register it only while there is something to do, so that
 * it keeps neither a home nor an application's class loader reachable. Thread-safe.
 */
public final class ShutdownHook {
  private final String name;
  private final Runnable action;
  private final Runtime runtime = Runtime.getRuntime();

  /** Null if not registered. */
  private @Nullable Thread registered;

  /** Creates a hook that is not registered; its thread has the given name. */
  public ShutdownHook(String name, Runnable action) {
    this.name = name;
    this.action = action;
  }

  /** Returns whether the JVM is shutting down. */
  public static boolean isUnderWay() {
    Thread probe = new OwnedThread("probe-shutdown", () -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** Registers the action, unless it is registered. */
  public synchronized void register() {
    if (registered == null) {
      Thread hook = new OwnedThread(name, action);
      try {
        runtime.addShutdownHook(hook);
        registered = hook;
      } catch (IllegalStateException e) {
        // the JVM is shutting down: a caller that begins something now must end it
      }
    }
  }

  /** Returns whether the action is registered. */
  public synchronized boolean isRegistered() {
    return registered != null;
  }

  /** Unregisters the action; during shutdown this does nothing and is not needed. */
  public synchronized void unregister() {
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
