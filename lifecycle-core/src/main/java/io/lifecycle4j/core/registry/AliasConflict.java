package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.counted;
import static java.time.temporal.ChronoUnit.SECONDS;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/** Says what happened to an alias since somebody saw it. */
final class AliasConflict {
  /** The moves that a message names at most, the newest ones. */
  private static final int MOST = 3;

  /** In characters, so that a message has room for all of them. */
  private static final int LONGEST = 60;

  private AliasConflict() {}

  /**
   * Throws if an alias names another version than somebody expects.
   *
   * @param cannot what then cannot be done, such as {@code Cannot promote fraud:9}
   * @param expected empty if the alias is expected to name none
   * @throws ConflictException that names who moved it since, when, from what to what, and why
   */
  static void check(
      String cannot, String model, String alias, OptionalInt expected, ModelState state) {
    OptionalInt now = state.named(alias);
    if (!now.equals(expected)) {
      throw new ConflictException(
          String.format(
              "%s: %s names %s (expected %s)%s",
              cannot,
              alias,
              Aliases.said(now),
              Aliases.said(expected),
              since(state.trail(), model, alias, expected)));
    }
  }

  /** Names the moves since the alias named a version; the last one if it never did. */
  private static String since(
      List<AuditRecord> trail, String model, String alias, OptionalInt version) {
    Deque<String> moves = new ArrayDeque<>();
    int before = 0;
    String last = "";
    for (int i = trail.size() - 1; i >= 0; i--) {
      AliasMoved moved = trail.get(i).transition().find(AliasMoved.class).orElse(null);
      if (moved == null || !moved.alias().equals(alias) || !moved.model().equals(model)) {
        continue;
      }
      String told = told(trail.get(i), moved);
      last = last.isEmpty() ? told : last;
      if (moves.size() < MOST) {
        moves.addFirst(told);
      } else {
        before++;
      }
      if (moved.from().equals(version)) {
        return (before > 0 ? "; " + counted(before, "earlier move") : "") + String.join("", moves);
      }
    }
    return last;
  }

  private static String told(AuditRecord record, AliasMoved moved) {
    String reason = shortened(record.transition().reason());
    return String.format(
        "; %s %s%s to %s at %s: %s",
        shortened(record.transition().actor().name()),
        moved.direction() == Direction.BACK ? "rolled it back" : "moved it",
        moved.from().isPresent() ? " from " + moved.from().getAsInt() : "",
        moved.version(),
        record.time().truncatedTo(SECONDS),
        reason);
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
