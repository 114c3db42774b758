package io.lifecycle4j.model.spi;

/**
 * Creates the engine of core. Found by {@link java.util.ServiceLoader}; {@code lifecycle-core} has
 * the one there is. Thread-safe.
 */
public interface EngineProvider {
  /**
   * Creates the engine in plain Java; see {@link io.lifecycle4j.model.ModelEngines#java}.
   *
   * @return the engine
   */
  Engine java();
}
