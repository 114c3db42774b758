package io.lifecycle4j.registry.spi;

import io.lifecycle4j.registry.Change;
import java.util.Map;

/**
 * Adds kinds of changes to the registry. Found by {@link java.util.ServiceLoader}.
 *
 * <p>A change is a record. Its component {@code model} names the model; a component {@code version}
 * (an int) or {@code alias} (a text) names the affected version or alias, and the record is then a
 * {@link io.lifecycle4j.registry.VersionChange} or {@link io.lifecycle4j.registry.AliasChange}. No
 * component is named {@code kind}, {@code effect} or {@code needs}. Without the provider, the
 * library reads only these three components, the {@linkplain Change#effect() effect} and
 * {@linkplain Change#needs() what it needs}: a change that overrides neither blocks what it
 * affects. A change of a provider is recorded in the audit trail and has no other effect.
 */
public interface ChangeProvider {
  /**
   * Returns the classes of changes.
   *
   * @return the record classes by the name of the kind, such as {@code approved}
   */
  Map<String, Class<? extends Change>> changes();
}
