package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.HoldoutPinned;
import java.util.Optional;

/**
 * The holdout that judges all versions of a model. Immutable.
 *
 * @param last empty if each version is judged on its own
 */
record PinnedHoldout(Optional<HoldoutPinned> last) implements StatePart {
  static final PinnedHoldout NONE = new PinnedHoldout(Optional.empty());

  @Override
  public PinnedHoldout after(Change change, AuditRecord record) {
    return change instanceof HoldoutPinned next ? new PinnedHoldout(Optional.of(next)) : this;
  }

  @Override
  public void check(Change change, ModelState state) {
    // any holdout may follow any other
  }

  /** Rejects verdicts on other rows: the holdout was pinned while the version was judged. */
  @Override
  public void checkEntry(String model, AuditRecord next, ModelState before, ModelState after) {
    for (Change change : next.transition().changes()) {
      if (change instanceof Judged judged && judged.model().equals(model)) {
        last.ifPresent(pin -> checkOn(pin, judged));
      }
    }
  }

  private static void checkOn(HoldoutPinned pin, Judged judged) {
    Optional<EvaluatedRows> rows = judged.basis().rows();
    if (rows.isPresent()
        && !(rows.get().data().equals(pin.data()) && rows.get().plan().equals(pin.plan()))) {
      throw new ConflictException(
          String.format(
              "Cannot keep the verdicts on %s:%s: they are on %s/holdout by %s, and the holdout was"
                  + " pinned to %s/holdout by %s (judge it again)",
              judged.model(),
              judged.version(),
              rows.get().data(),
              rows.get().plan(),
              pin.data(),
              pin.plan()));
    }
  }
}
