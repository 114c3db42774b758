package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.spi.ModelRegistry;

/** Finds the versions of one model in a registry. Thread-safe. */
record ModelVersions(String model, ModelRegistry registry) {
  /** Returns a version; throws a NotFoundException if it does not exist. */
  ModelVersion version(int number) {
    return registry
        .find(model, number)
        .orElseThrow(
            () -> new NotFoundException("Model version does not exist: " + model + ":" + number));
  }
}
