package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the registry's journal, as stored.
 *
 * @param v the version of this form
 * @param library the version of the library that wrote it
 * @param changes at least one
 */
record RegistryLine(
    int v, Instant time, String library, String actor, String reason, List<ChangeForm> changes) {
  private static final int VERSION = 1;

  /** An exception here marks the entry as corrupt. */
  RegistryLine {
    required(time, "time");
    required(library, "library");
    Actor.by(actor);
    check(!required(reason, "reason").isBlank(), "Missing reason: '%s'", reason);
    changes = copy(changes, "changes");
    check(!changes.isEmpty(), "Invalid changes: none (needs at least 1)");
  }

  /** The parts that an entry has in every version of the form. */
  private record Head(int v, @Nullable String library) {}

  static byte[] write(Instant time, String library, Transition transition) {
    return RegistryForms.LINES.write(
        new RegistryLine(
            VERSION,
            time,
            library,
            transition.actor().name(),
            transition.reason(),
            transition.changes().stream().map(ChangeForm::of).toList()));
  }

  /**
   * What an entry says.
   *
   * @param record the changes of models; empty if this library knows none of them
   * @param ofHome unknown changes that concern every model
   * @param signed whether it has a signature, right or wrong
   */
  record Content(Optional<AuditRecord> record, List<Obstacle> ofHome, boolean signed) {}

  /** Reads an entry; one of a later form concerns all models, since its content is unknown. */
  static Content read(JournalEntry entry) {
    String what = "registry entry " + entry.sequence();
    SignedEntry read = SignedEntry.of(entry);
    byte[] document = read.document();
    boolean signed = read.signature() != null;
    try {
      RegistryLine line = RegistryForms.LINES.read(document, RegistryLine.class, what);
      return line.v > VERSION
          ? later(line.v, line.library, signed)
          : line.content(entry.sequence(), signed);
    } catch (CorruptDataException e) { // as one of a later form may be, which is rare
      Head head = RegistryForms.LINES.read(document, Head.class, what);
      if (head.v > VERSION) {
        return later(head.v, head.library, signed);
      }
      throw e;
    }
  }

  private static Content later(int form, @Nullable String library, boolean signed) {
    String later = "an entry of the form " + form;
    return new Content(Optional.empty(), List.of(Obstacle.ofHome(later, library)), signed);
  }

  private Content content(long sequence, boolean signed) {
    Transition.Builder transition = Transition.builder(Actor.by(actor), reason);
    List<Obstacle> ofHome = new ArrayList<>();
    for (ChangeForm form : changes) {
      Optional<Change> change = form.read(library);
      change.ifPresent(transition::change);
      if (change.isEmpty()) {
        ofHome.add(Obstacle.ofHome(form, library));
      }
    }
    return new Content(
        ofHome.size() == changes.size()
            ? Optional.empty()
            : Optional.of(new AuditRecord(sequence, time, transition.build())),
        ofHome,
        signed);
  }
}
