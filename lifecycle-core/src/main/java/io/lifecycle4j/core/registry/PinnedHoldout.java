package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.HoldoutPinned;
import java.util.Optional;

/**
 * The holdout that judges all versions of a model. Immutable.
 *
 * @param last empty if each version is judged on its own
 * @param since the sequence of the entry; 0 if there is none
 */
record PinnedHoldout(Optional<HoldoutPinned> last, long since) implements StatePart {
  static final PinnedHoldout NONE = new PinnedHoldout(Optional.empty(), 0);

  @Override
  public PinnedHoldout after(Change change, AuditRecord record) {
    return change instanceof HoldoutPinned next
        ? new PinnedHoldout(Optional.of(next), record.sequence())
        : this;
  }

  @Override
  public void check(Change change, ModelState state) {
    // any holdout may follow any other
  }
}
