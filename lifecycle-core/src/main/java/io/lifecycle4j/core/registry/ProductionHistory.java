package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stack of versions that were in production. Immutable.
 *
 * <p>A promotion pushes and a rollback pops, so that repeated rollbacks go further back. A version
 * that was rolled back is skipped until it is promoted again, since it may occur deeper in the
 * stack too.
 *
 * @param top the version in production; null before the first
 */
record ProductionHistory(@Nullable Served top, Set<Integer> rolledBack) {
  static final ProductionHistory NONE = new ProductionHistory(null, Set.of());

  /** A version that was in production; not a record, which would compare all those before. */
  static final class Served {
    private final int version;
    private final @Nullable Served before;

    Served(int version, @Nullable Served before) {
      this.version = version;
      this.before = before;
    }
  }

  /** Applies a move of production. */
  ProductionHistory after(AliasMoved moved) {
    int to = moved.version();
    Set<Integer> left = new HashSet<>(rolledBack);
    if (moved.direction() == Direction.FORWARD) {
      left.remove(to);
      return new ProductionHistory(new Served(to, top), Set.copyOf(left));
    }
    moved.from().ifPresent(left::add);
    Served next = top == null ? null : top.before;
    while (next != null && next.version != to) {
      next = next.before;
    }
    if (next == null) { // the writer had other rules; keep the version in production
      next = new Served(to, null);
    }
    return new ProductionHistory(next, Set.copyOf(left));
  }

  /** Returns the version in production; empty if none was promoted. */
  OptionalInt production() {
    return top == null ? OptionalInt.empty() : OptionalInt.of(top.version);
  }

  /**
   * Returns the versions that a rollback may return to, the most recently in production first.
   * Versions that were rolled back are left out.
   */
  List<Integer> rollbackTargets() {
    List<Integer> targets = new ArrayList<>();
    Set<Integer> seen = new HashSet<>(rolledBack);
    for (Served each = top; each != null; each = each.before) {
      if (seen.add(each.version) && each != top) {
        targets.add(each.version);
      }
    }
    return targets;
  }
}
