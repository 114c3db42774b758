package io.lifecycle4j.core.registry;

import static java.time.temporal.ChronoUnit.SECONDS;

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
 * @param entry the entry that pinned it
 */
record PinnedHoldout(Optional<HoldoutPinned> last, Optional<AuditRecord> entry)
    implements StatePart {
  static final PinnedHoldout NONE = new PinnedHoldout(Optional.empty(), Optional.empty());

  /** Returns the sequence of the entry; 0 if there is none. */
  long since() {
    return entry.map(AuditRecord::sequence).orElse(0L);
  }

  @Override
  public PinnedHoldout after(Change change, AuditRecord record) {
    return change instanceof HoldoutPinned next
        ? new PinnedHoldout(Optional.of(next), Optional.of(record))
        : this;
  }

  @Override
  public void check(Change change, ModelState state) {
    if (change instanceof HoldoutPinned next && next.before() != since()) {
      throw new ConflictException("Cannot pin a holdout of " + next.model() + ": " + said());
    }
  }

  /** Says who pinned it. */
  private String said() {
    return entry
        .map(
            by ->
                String.format(
                    "%s pinned %s at %s: %s",
                    by.transition().actor().name(),
                    last.map(PinnedHoldout::words).orElseThrow(),
                    by.time().truncatedTo(SECONDS),
                    by.transition().reason()))
        .orElse("none is pinned");
  }

  /** Describes the rows. */
  static String words(HoldoutPinned pinned) {
    return pinned.data() + "/holdout by " + pinned.plan();
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
                  + " pinned to %s (judge it again)",
              judged.model(), judged.version(), rows.get().data(), rows.get().plan(), words(pin)));
    }
  }
}
