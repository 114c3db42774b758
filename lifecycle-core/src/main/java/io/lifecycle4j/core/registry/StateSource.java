package io.lifecycle4j.core.registry;

import io.lifecycle4j.model.ModelVersion;
import java.util.Optional;

/** A registry that knows the folded state of its models. */
interface StateSource {
  /** Returns the state of a model; the same object while it does not change. */
  ModelState state(String model);

  /**
   * Finds the version that an alias names, for callers that ask with each request; empty if it
   * names none, or one that does not exist.
   */
  Optional<ModelVersion> findNamed(String model, String alias);
}
