package io.lifecycle4j.registry.spi;

import io.lifecycle4j.registry.Gate;
import java.util.Map;

/**
 * Adds kinds of gates that can be written down and read again. Found by {@link
 * java.util.ServiceLoader}.
 *
 * <p>Such a gate is a record; its components are its parameters: texts, numbers, durations,
 * conditions, and lists and maps of them. A gate that no provider names can be used too, but not be
 * made anew from what was written down.
 */
public interface GateProvider {
  /**
   * Returns the classes of gates.
   *
   * @return the record classes by {@link Gate#id()}, such as {@code fair_by_country}
   */
  Map<String, Class<? extends Gate>> gates();
}
