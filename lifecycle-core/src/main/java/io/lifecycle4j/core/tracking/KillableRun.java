package io.lifecycle4j.core.tracking;

/** A run that ends as KILLED when the JVM shuts down. */
public interface KillableRun {
  /**
   * Adds something to do before the run is killed, such as to store a last state. The end of the
   * run waits for it as long as closing may wait for runs.
   *
   * @param action what to do, once; its exceptions are logged
   */
  void beforeKill(Runnable action);
}
