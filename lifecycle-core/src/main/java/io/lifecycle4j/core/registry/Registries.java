package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.registry.events.EventSource;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.DataSheet;
import io.lifecycle4j.registry.EntrySigner;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens registries and models. */
public final class Registries {
  private Registries() {}

  /** Opens the registry of a medium. */
  public static ModelRegistry over(Medium medium, InstantSource clock) {
    return over(medium, clock, null);
  }

  /** Opens the registry of a medium, whose entries are signed if there is a signer. */
  public static ModelRegistry over(
      Medium medium, InstantSource clock, @Nullable EntrySigner signer) {
    return new JournalModelRegistry(medium.blobs(), medium.journals(), clock, signer);
  }

  /** Returns the entries of a registry as events, for subscriptions. */
  public static EventSource events(ModelRegistry registry, Medium medium) {
    return new RegistryEvents(registry, medium.isReadOnly());
  }

  /**
   * Returns a registry that writes no entry which the rules of the library forbid; the same one if
   * it is such.
   */
  public static ModelRegistry checked(ModelRegistry registry, InstantSource clock) {
    return registry instanceof StateSource ? registry : new CheckedRegistry(registry, clock);
  }

  /** Returns what finds the data sheets of versions; empty for one whose data are unknown. */
  public static Function<ModelVersion, Optional<DataSheet>> dataSheets(
      DatasetStore datasets, ModelRegistry registry) {
    return new VersionData(datasets, registry)::find;
  }

  /** Returns the references of the models of a home. */
  public static References references(BlobStore blobs, JournalStore journals) {
    return new ModelReferences(blobs, journals);
  }

  /**
   * Returns models over a registry, whose weights the engines read, the tracker of their runs, and
   * the listeners to their events.
   *
   * @param decisions decides about a model of a name
   */
  public static Models models(
      ModelRegistry registry,
      Function<String, Decisions> decisions,
      Engines engines,
      ExperimentTracker tracker,
      Holdouts holdouts,
      Subscriptions subscriptions,
      InstantSource clock) {
    return new DefaultModels(registry, decisions, engines, tracker, holdouts, subscriptions, clock);
  }
}
