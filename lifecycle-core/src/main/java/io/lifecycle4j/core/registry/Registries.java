package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.ModelRegistry;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.storage.Medium;
import java.time.InstantSource;

/** Opens registries and what users call on them. */
public final class Registries {
  private Registries() {}

  /**
   * Opens the registry of a medium.
   *
   * @param medium where models are kept
   * @param clock tells the time
   * @return the registry
   */
  public static ModelRegistry over(Medium medium, InstantSource clock) {
    return new JournalModelRegistry(medium.blobs(), medium.journals(), clock);
  }

  /**
   * Returns what users call.
   *
   * @param registry keeps the models
   * @return the models
   */
  public static Models models(ModelRegistry registry) {
    return new DefaultModels(registry);
  }
}
