package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The stack of versions that were in production.
 *
 * <p>A promotion pushes and a rollback pops, so that repeated rollbacks go further back. A version
 * that was rolled back is skipped until it is promoted again, since it may occur deeper in the
 * stack too. Immutable once built.
 */
final class ProductionHistory {
  private final Deque<Integer> pile = new ArrayDeque<>();
  private final Set<Integer> rolledBack = new HashSet<>();

  private ProductionHistory() {}

  /** Replays the audit trail of one model, the oldest record first. */
  static ProductionHistory of(List<AuditRecord> trail) {
    ProductionHistory history = new ProductionHistory();
    for (AuditRecord record : trail) {
      for (Change change : record.transition().changes()) {
        if (change instanceof AliasMoved moved && moved.alias().equals(ModelRegistry.PRODUCTION)) {
          history.replay(moved);
        }
      }
    }
    return history;
  }

  private void replay(AliasMoved moved) {
    int to = moved.version();
    if (moved.direction() == Direction.FORWARD) {
      pile.push(to);
      rolledBack.remove(to);
      return;
    }
    moved.from().ifPresent(rolledBack::add);
    pile.poll();
    while (!pile.isEmpty() && pile.peek() != to) {
      pile.pop();
    }
    if (pile.isEmpty()) { // the writer had other rules; keep the version in production
      pile.push(to);
    }
  }

  /** Returns the version in production; empty if none was promoted. */
  OptionalInt production() {
    Integer top = pile.peek();
    return top == null ? OptionalInt.empty() : OptionalInt.of(top);
  }

  /**
   * Returns the versions that a rollback may return to, the most recently in production first.
   * Versions that were rolled back are left out.
   */
  List<Integer> rollbackTargets() {
    return pile.stream()
        .skip(1)
        .filter(number -> !number.equals(pile.peek()) && !rolledBack.contains(number))
        .distinct()
        .toList();
  }
}
