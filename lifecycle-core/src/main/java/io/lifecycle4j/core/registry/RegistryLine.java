package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the registry's journal, as it lies on disk.
 *
 * @param v the version of this form
 * @param time when it happened
 * @param library the version of the library that wrote it
 * @param actor who did it
 * @param reason why
 * @param evidence the blob that the changes rest on, or null
 * @param changes what happened, at least one
 */
record RegistryLine(
    int v,
    Instant time,
    String library,
    String actor,
    String reason,
    @Nullable BlobId evidence,
    List<Change> changes) {
  private static final int VERSION = 1;

  /** Checks the parts; what is thrown here makes the entry a corrupt one. */
  RegistryLine {
    required(time, "time");
    required(library, "library");
    Actor.by(actor);
    check(!required(reason, "reason").isBlank(), "Missing reason: '%s'", reason);
    changes = copy(changes, "changes");
    check(!changes.isEmpty(), "Invalid changes: none (needs at least 1)");
  }

  static byte[] write(Instant time, String library, Transition transition) {
    return RegistryForms.JSON.write(
        new RegistryLine(
            VERSION,
            time,
            library,
            transition.actor().name(),
            transition.reason(),
            transition.evidence().orElse(null),
            transition.changes()));
  }

  static RegistryLine read(JournalEntry entry) {
    return RegistryForms.JSON.read(
        entry.payload(), RegistryLine.class, "registry entry " + entry.sequence());
  }

  AuditRecord record(long sequence) {
    Transition.Builder transition = Transition.builder(Actor.by(actor), reason);
    if (evidence != null) {
      transition.evidence(evidence);
    }
    changes.forEach(change -> transition.change(signed(change)));
    return new AuditRecord(sequence, time, transition.build());
  }

  /** Says of a change that is not known who wrote it. */
  private Change signed(Change change) {
    return change instanceof Change.Unknown it
        ? new Change.Unknown(it.kind(), it.model(), it.version(), it.alias(), Optional.of(library))
        : change;
  }
}
