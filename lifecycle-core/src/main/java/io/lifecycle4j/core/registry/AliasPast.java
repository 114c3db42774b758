package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What an alias names, and named before. Immutable.
 *
 * <p>Its moves also form a stack. A promotion pushes and a rollback pops, so that repeated
 * rollbacks go further back. A version that was rolled back is skipped until it is promoted again,
 * since it may occur deeper in the stack too.
 *
 * @param moves the moves, the first one first; the last one is the top of the stack
 */
record AliasPast(SharedList<Named> moves, Set<Integer> rolledBack) {
  static final AliasPast NONE = new AliasPast(SharedList.empty(), Set.of());

  /**
   * A version that the alias was moved to, or its removal.
   *
   * @param version the version; 0 for the removal
   * @param by the entry that moved it
   * @param below the place of the move that is below this one in the stack; -1 if there is none
   */
  record Named(int version, AuditRecord by, int below) {}

  /** Applies a removal: no rollback passes it. */
  AliasPast removed(AuditRecord record) {
    return new AliasPast(moves.with(new Named(0, record, -1)), Set.of());
  }

  AliasPast after(AliasMoved moved, AuditRecord record) {
    int to = moved.version();
    Set<Integer> left = new HashSet<>(rolledBack);
    int below = version().isPresent() ? moves.size() - 1 : -1;
    if (moved.direction() == Direction.FORWARD) {
      left.remove(to);
    } else {
      moved.from().ifPresent(left::add);
      below = below(popped(to));
    }
    Named next = new Named(to, record, below);
    return new AliasPast(moves.with(next), Set.copyOf(left));
  }

  /** Returns the place of a version in the stack; -1 if the writer had other rules. */
  private int popped(int version) {
    int place = below(moves.size() - 1);
    while (place >= 0 && moves.get(place).version != version) {
      place = below(place);
    }
    return place;
  }

  private int below(int place) {
    return place < 0 ? -1 : moves.get(place).below;
  }

  /** Returns the version that it names; empty before the first move, and once it is removed. */
  OptionalInt version() {
    return moves.isEmpty() ? OptionalInt.empty() : version(last());
  }

  private static OptionalInt version(Named named) {
    return named.version == 0 ? OptionalInt.empty() : OptionalInt.of(named.version);
  }

  /** Returns the entry that moved it to the version that it names; empty if it names none. */
  Optional<AuditRecord> by() {
    return version().isPresent() ? Optional.of(last().by) : Optional.empty();
  }

  /** Returns the sequence of the entry that moved it last; 0 before the first move. */
  long entry() {
    return moves.isEmpty() ? 0 : last().by.sequence();
  }

  /** Returns the same for a move that is decided now. */
  OptionalLong seen() {
    return OptionalLong.of(entry());
  }

  /** Returns when it was moved last; the epoch before the first move. */
  Instant since() {
    return moves.isEmpty() ? Instant.EPOCH : last().by.time();
  }

  private Named last() {
    return moves.get(moves.size() - 1);
  }

  /**
   * Returns the version that it named at a time; empty if it named none. Entries of processes whose
   * clocks differ count in their order.
   */
  OptionalInt version(Instant at) {
    for (int place = moves.size() - 1; place >= 0; place--) {
      Named named = moves.get(place);
      if (!named.by.time().isAfter(at)) {
        return version(named);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Returns the versions that a rollback may return to, the most recently named first. Versions
   * that were rolled back are left out.
   */
  List<Integer> rollbackTargets() {
    List<Integer> targets = new ArrayList<>();
    Set<Integer> seen = new HashSet<>(rolledBack);
    int top = moves.size() - 1;
    for (int place = top; place >= 0; place = below(place)) {
      int version = moves.get(place).version;
      if (seen.add(version) && place != top) {
        targets.add(version);
      }
    }
    return targets;
  }
}
