package io.lifecycle4j.core.engine;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.StorageFailedException;

/** How an engine starts a native library through DJL. */
public final class NativeStart {
  /**
   * The prefix of a property that holds the value to which the library set the property of that
   * name, such as the threads of an engine when it starts. Runs record only settings of the user,
   * and the first run of a process, which precedes the start of the engine, must have the same
   * environment as later ones.
   */
  public static final String PRESET = "io.lifecycle4j.preset.";

  private NativeStart() {}

  /**
   * Sets a property that the user did not set, and marks it.
   *
   * @param variable the environment variable that sets the same; empty if there is none
   */
  public static void preset(String property, String variable, String value) {
    boolean byVariable = !variable.isEmpty() && System.getenv(variable) != null;
    if (System.getProperty(property) == null && !byVariable) {
      System.setProperty(PRESET + property, value); // Marked first.
      System.setProperty(property, value);
    }
  }

  /**
   * Runs a start with the class loader of an engine: DJL finds engines and libraries by that of the
   * thread, which may be a wrong one here.
   */
  public static void run(Class<?> engine, Runnable start) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(engine.getClassLoader());
    try {
      start.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * Returns the exception for a start that failed.
   *
   * @param library the name of the native library
   * @param module the module of its engine
   * @param help what may help, appended to the cause
   */
  public static LifecycleException failure(
      String library, String module, Throwable thrown, String help) {
    String message = "Cannot start " + library + ": ";
    Throwable root = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof UnsatisfiedLinkError
          && String.valueOf(cause.getMessage()).contains("another classloader")) {
        return new ConflictException(
            message
                + "another class loader of this process has loaded it (put DJL and "
                + module
                + " into one loader that both sides share)",
            thrown);
      }
    }
    return new StorageFailedException(message + root + help, thrown);
  }
}
