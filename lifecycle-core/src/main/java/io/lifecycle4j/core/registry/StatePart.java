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

  /**
   * Throws if an entry must not be written, each of whose changes could be made: if its changes do
   * not fit together. Called on the part as it is after the entry. Default: any changes do.
   *
   * @param model the model of the state; changes of other models do not count
   * @param next the entry, with the time at which it is written
   */
  default void checkEntry(String model, AuditRecord next, ModelState before, ModelState after) {}
}
