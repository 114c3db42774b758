package io.lifecycle4j.core;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OverLinear;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.storage.BlobId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An engine that is kept from loading or freeing some versions: a hook runs before each load, or
 * each end, of one.
 */
final class HinderedEngine implements OverLinear {
  final LinearEngine engine = new LinearEngine();
  private final Map<BlobId, Runnable> hooks = new ConcurrentHashMap<>();
  private final Map<BlobId, Runnable> closingHooks = new ConcurrentHashMap<>();
  private volatile Runnable closing = () -> {};

  /** Does something before a version is loaded, such as failing. */
  void before(ModelVersion version, Runnable hook) {
    hooks.put(weights(version.manifest().artifact()), hook);
  }

  /** Does something before a version is freed, such as hanging. */
  void beforeClosing(ModelVersion version, Runnable hook) {
    closingHooks.put(weights(version.manifest().artifact()), hook);
  }

  /** Does something before any other version is freed. */
  void beforeClosing(Runnable hook) {
    closing = hook;
  }

  /** Lets a version be loaded again. */
  void free(ModelVersion version) {
    hooks.remove(weights(version.manifest().artifact()));
  }

  private static BlobId weights(ModelArtifact artifact) {
    return artifact.files().get(0).blob();
  }

  @Override
  public LinearEngine engine() {
    return engine;
  }

  @Override
  public LoadedModel load(ModelArtifact artifact, Files files) {
    hooks.getOrDefault(weights(artifact), () -> {}).run();
    LoadedModel loaded = engine.load(artifact, files);
    return new LoadedModel() {
      @Override
      public ModelWorker worker() {
        return loaded.worker();
      }

      @Override
      public void close() {
        closingHooks.getOrDefault(weights(artifact), closing).run();
        loaded.close();
      }
    };
  }
}
