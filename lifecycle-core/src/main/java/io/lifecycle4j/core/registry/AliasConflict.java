package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.counted;
import static java.time.temporal.ChronoUnit.SECONDS;
import static java.util.stream.Collectors.joining;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.registry.AliasChange;
import io.lifecycle4j.registry.AliasRemoved;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Says what happened to an alias since somebody saw it.
 *
 * @param expected the version that it named; empty if it named none
 * @param seen the entry that had moved it last; empty if only the version counts
 */
record AliasConflict(String model, String alias, OptionalInt expected, OptionalLong seen) {
  /** The moves that a message names at most, the newest ones. */
  private static final int MOST = 3;

  /** In characters, so that a message has room for all of them. */
  private static final int LONGEST = 60;

  /**
   * Throws if the alias names another version now, or was moved to the same one again.
   *
   * @param cannot what then cannot be done, such as {@code Cannot promote fraud:9}
   * @throws ConflictException that names who moved it since, when, from what to what, and why
   */
  void check(String cannot, ModelState state) {
    AliasPast past = state.aliases().past(alias);
    boolean same = past.version().equals(expected);
    if (!same || seen.orElse(past.entry()) != past.entry()) {
      throw new ConflictException(
          String.format(
              "%s: %s names %s%s (expected %s)%s",
              cannot,
              alias,
              Aliases.said(past.version()),
              same ? " again" : "",
              same ? "no move since" : Aliases.said(expected),
              since(state.trail())));
    }
  }

  /** Names the moves after the entry, or since the alias named the version; else the last one. */
  private String since(List<AuditRecord> trail) {
    Deque<AuditRecord> moves = new ArrayDeque<>();
    boolean found = seen.isPresent();
    for (int i = trail.size() - 1; i >= 0 && trail.get(i).sequence() > seen.orElse(0); i--) {
      Optional<AliasChange> move = find(trail.get(i));
      if (move.isPresent()) {
        moves.addFirst(trail.get(i));
        if (seen.isEmpty() && from(move.get()).equals(expected)) {
          found = true;
          break;
        }
      }
    }
    int before = Math.max(0, moves.size() - (found ? MOST : 1));
    return (found && before > 0 ? "; " + counted(before, "earlier move") : "")
        + moves.stream().skip(before).map(this::told).collect(joining());
  }

  private Optional<AliasChange> find(AuditRecord record) {
    return record.transition().changes().stream()
        .filter(change -> change.model().equals(model))
        .filter(change -> change instanceof AliasMoved || change instanceof AliasRemoved)
        .map(AliasChange.class::cast)
        .filter(change -> change.alias().equals(alias))
        .findFirst();
  }

  private static OptionalInt from(AliasChange move) {
    return move instanceof AliasRemoved removed
        ? OptionalInt.of(removed.from())
        : ((AliasMoved) move).from();
  }

  private String told(AuditRecord record) {
    AliasChange move = find(record).orElseThrow();
    OptionalInt from = from(move);
    return String.format(
        "; %s %s%s%s at %s: %s",
        shortened(record.transition().actor().name()),
        move instanceof AliasRemoved ? "removed it" : how((AliasMoved) move),
        from.isPresent() ? " from " + from.getAsInt() : "",
        move instanceof AliasMoved moved ? " to " + moved.version() : "",
        record.time().truncatedTo(SECONDS),
        shortened(record.transition().reason()));
  }

  private static String how(AliasMoved moved) {
    return moved.direction() == Direction.BACK ? "rolled it back" : "moved it";
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
