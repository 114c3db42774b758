package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
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
   * Returns what the models of a home need.
   *
   * @param blobs keeps files and manifests
   * @param journals keeps the registry
   * @return the references
   */
  public static References references(BlobStore blobs, JournalStore journals) {
    return new ModelReferences(blobs, journals);
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
