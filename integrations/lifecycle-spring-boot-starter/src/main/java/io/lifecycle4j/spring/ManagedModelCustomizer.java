package io.lifecycle4j.spring;

import io.lifecycle4j.ManagedModelBuilder;

/**
 * Changes the settings of each model that {@link ManagedModelFactory} opens, such as limits or
 * listeners. Each bean of this type is called, in the order of {@code @Order}.
 */
@FunctionalInterface
public interface ManagedModelCustomizer {
  /**
   * Changes settings of a model. Setting one twice is an error.
   *
   * @param name the name of the model
   * @param builder the builder
   */
  void customize(String name, ManagedModelBuilder<?, ?> builder);
}
