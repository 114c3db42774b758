package io.lifecycle4j.core.registry;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.registry.AliasRemoved;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.PromotionsLocked;
import io.lifecycle4j.registry.PromotionsUnlocked;
import io.lifecycle4j.registry.RolloutStepped;
import java.util.Optional;

/**
 * Whether aliases of a model may move forward, or be removed. Immutable.
 *
 * @param entry the entry that locked them; empty if they are not locked
 */
record PromotionLock(Optional<AuditRecord> entry) implements StatePart {
  static final PromotionLock NONE = new PromotionLock(Optional.empty());

  @Override
  public PromotionLock after(Change change, AuditRecord record) {
    if (change instanceof PromotionsLocked) {
      return new PromotionLock(Optional.of(record));
    }
    return change instanceof PromotionsUnlocked ? NONE : this;
  }

  @Override
  public void check(Change change, ModelState state) {
    if (change instanceof PromotionsLocked) {
      checkOpen("Cannot lock promotions of " + change.model());
    } else if (change instanceof PromotionsUnlocked && entry.isEmpty()) {
      throw new ConflictException(
          "Cannot unlock promotions of " + change.model() + ": they are not locked");
    } else if (change instanceof AliasRemoved removed) {
      checkOpen("Cannot remove " + removed.alias() + " of " + removed.model());
    } else if (Policies.isForward(change) || change instanceof RolloutStepped) {
      checkOpen(
          String.format(
              "Cannot move %s of %s to version %s",
              change.affectedAlias().orElseThrow(),
              change.model(),
              change.affectedVersion().orElseThrow()));
    }
  }

  /** Throws if they are locked. */
  void checkOpen(String cannot) {
    if (entry.isPresent()) {
      AuditRecord locked = entry.get();
      throw new ConflictException(
          String.format(
              "%s: %s locked promotions at %s: %s (unlockPromotions ends it; a rollback is possible)",
              cannot,
              locked.transition().actor().name(),
              locked.time().truncatedTo(SECONDS),
              locked.transition().reason()));
    }
  }
}
