package io.lifecycle4j.core;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.model.Engine;
import io.lifecycle4j.model.LoadedModel;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.BlobId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An engine that is kept from loading some versions: a hook runs before each load of one. */
final class HinderedEngine implements Engine {
  final LinearEngine engine = new LinearEngine();
  private final Map<BlobId, Runnable> hooks = new ConcurrentHashMap<>();

  /** Does something before a version is loaded, such as failing. */
  void before(ModelVersion version, Runnable hook) {
    hooks.put(weights(version.manifest().artifact()), hook);
  }

  /** Lets a version be loaded again. */
  void free(ModelVersion version) {
    hooks.remove(weights(version.manifest().artifact()));
  }

  private static BlobId weights(ModelArtifact artifact) {
    return artifact.files().get(0).blob();
  }

  @Override
  public Set<String> formats() {
    return engine.formats();
  }

  @Override
  public Map<String, String> environment() {
    return engine.environment();
  }

  @Override
  public LoadedModel load(ModelArtifact artifact, Files files) {
    hooks.getOrDefault(weights(artifact), () -> {}).run();
    return engine.load(artifact, files);
  }
}
