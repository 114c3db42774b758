package io.lifecycle4j;

/**
 * Builds homes from their parts; found by {@link java.util.ServiceLoader}. {@code lifecycle-core}
 * has the one there is.
 */
public interface LifecycleProvider {
  /**
   * Opens a home.
   *
   * @param settings what the user chose
   * @return the home
   */
  Lifecycle open(LifecycleSettings settings);
}
