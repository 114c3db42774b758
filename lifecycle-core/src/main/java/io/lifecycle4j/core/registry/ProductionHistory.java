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
 * Which versions were in production, as far back as one can roll.
 *
 * <p>Promotions pile up and a rollback takes from the pile, so that repeated rollbacks go further
 * back. A version that one has left by rolling back is passed over until it is promoted again: it
 * may lie deeper in the pile too. Immutable once built.
 */
final class ProductionHistory {
  private final Deque<Integer> pile = new ArrayDeque<>();
  private final Set<Integer> rolledBack = new HashSet<>();

  private ProductionHistory() {}

  /**
   * Replays an audit trail.
   *
   * @param trail the records of one model, oldest first
   * @return what was in production
   */
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
    if (pile.isEmpty()) { // written by other rules than ours: what is in production still counts
      pile.push(to);
    }
  }

  /**
   * Returns the version in production.
   *
   * @return its number, or empty when none was promoted
   */
  OptionalInt production() {
    Integer top = pile.peek();
    return top == null ? OptionalInt.empty() : OptionalInt.of(top);
  }

  /**
   * Lists the versions that a rollback may go to: the earlier production versions that were not
   * themselves rolled back.
   *
   * @return their numbers, the newest time in production first; empty when there is none
   */
  List<Integer> rollbackTargets() {
    return pile.stream()
        .skip(1)
        .filter(number -> !number.equals(pile.peek()) && !rolledBack.contains(number))
        .distinct()
        .toList();
  }
}
