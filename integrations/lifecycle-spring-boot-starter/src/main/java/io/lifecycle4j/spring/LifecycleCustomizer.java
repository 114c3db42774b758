package io.lifecycle4j.spring;

import io.lifecycle4j.LifecycleBuilder;

/**
 * Changes the settings of the home before it is opened: an engine, a signer, a tier. Each bean of
 * this type is called, in the order of {@code @Order}.
 */
@FunctionalInterface
public interface LifecycleCustomizer {
  /**
   * Changes settings that no property sets. Setting one twice is an error.
   *
   * @param builder the builder
   */
  void customize(LifecycleBuilder builder);
}
