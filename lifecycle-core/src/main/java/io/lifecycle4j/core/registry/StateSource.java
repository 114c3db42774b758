package io.lifecycle4j.core.registry;

/** A registry that knows the folded state of its models. */
interface StateSource {
  /** Returns the state of a model; the same object while it does not change. */
  ModelState state(String model);
}
