package io.lifecycle4j.registry.spi;

import io.lifecycle4j.registry.Change;
import java.util.Map;

/**
 * Adds kinds of changes to the registry. A service of {@link java.util.ServiceLoader}.
 *
 * <p>A change is a record. Its component {@code model} names the model; components {@code version}
 * (an int) and {@code alias} (a text), if there are any, say what it is about. A library without
 * the provider reads these three alone, and refuses to write and to serve what the change is about.
 * A change of a provider is kept in the audit trail and has no other effect.
 */
public interface ChangeProvider {
  /**
   * Returns the classes of changes.
   *
   * @return records by the name of their kind, such as {@code approved}
   */
  Map<String, Class<? extends Change>> changes();
}
