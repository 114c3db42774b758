package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;

/** A part of the state of a model, which knows the changes that concern it. Immutable. */
interface StatePart {
  /**
   * Applies a change whose precondition holds. Returns this part if the change does not concern it.
   *
   * @param record the entry that makes the change
   */
  StatePart after(Change change, AuditRecord record);

  /** Throws if the precondition of a change does not hold in a state. */
  void check(Change change, ModelState state);
}
