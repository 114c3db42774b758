package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.JournalEntry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the registry's journal, as it lies on disk.
 *
 * <p>Kinds and verdicts are texts, so that a newer library may add some: an unknown kind moves
 * nothing and is shown as unknown, an unknown verdict counts as an error.
 *
 * @param v the version of this form
 * @param time when it happened
 * @param kind what happened
 * @param move which version of which model, and what the alias named before
 * @param actor who did it
 * @param reason why
 * @param verdicts what the gates said
 * @param manifest for a registration the hash of the manifest, else null
 */
record RegistryLine(
    int v,
    Instant time,
    String kind,
    Move move,
    String actor,
    String reason,
    List<GateLine> verdicts,
    @Nullable BlobId manifest) {
  private static final int VERSION = 1;

  /** Checks the parts; what is thrown here makes the entry a corrupt one. */
  RegistryLine {
    required(time, "time");
    required(kind, "kind");
    required(move, "move");
    Actor.by(actor);
    check(!required(reason, "reason").isBlank(), "Missing reason: '%s'", reason);
    verdicts = copy(verdicts, "verdicts");
  }

  /** See {@link Transition.Move}. */
  record Move(String model, String alias, int from, int to) {
    Move {
      meaning(model, alias, from, to);
    }

    private static Transition.Move meaning(String model, String alias, int from, int to) {
      return new Transition.Move(model, alias, from, to);
    }

    Transition.Move meaning() {
      return meaning(model, alias, from, to);
    }
  }

  /** See {@link GateVerdict}. */
  record GateLine(String gate, String verdict, String explanation) {
    GateLine {
      required(gate, "gate");
      required(verdict, "verdict");
      required(explanation, "explanation");
    }
  }

  static byte[] write(Instant time, Transition transition, @Nullable BlobId manifest) {
    Transition.Move move = transition.move();
    return Json.write(
        new RegistryLine(
            VERSION,
            time,
            text(transition.kind()),
            new Move(move.model(), move.alias(), move.from(), move.to()),
            transition.actor().name(),
            transition.reason(),
            transition.verdicts().stream()
                .map(said -> new GateLine(said.gate(), text(said.verdict()), said.explanation()))
                .toList(),
            manifest));
  }

  static RegistryLine read(JournalEntry entry) {
    return Json.read(entry.payload(), RegistryLine.class, "registry entry " + entry.sequence());
  }

  AuditRecord record(long sequence) {
    Transition transition =
        new Transition(
            named(Transition.Kind.values(), kind, Transition.Kind.UNKNOWN),
            move.meaning(),
            Actor.by(actor),
            reason,
            verdicts.stream()
                .map(
                    line ->
                        new GateVerdict(
                            line.gate(),
                            named(Verdict.values(), line.verdict(), Verdict.ERROR),
                            line.explanation()))
                .toList());
    return new AuditRecord(sequence, time, transition);
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E named(E[] values, String text, E unknown) {
    for (E value : values) {
      if (text(value).equals(text)) {
        return value;
      }
    }
    return unknown;
  }
}
