package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.hash.ChainLinks;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.registry.AuditHead;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.DataSheet;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.VersionChange;
import io.lifecycle4j.registry.VersionImported;
import io.lifecycle4j.registry.VersionOrigin;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an exported version consists of, and its entries in the audit trail, as stored.
 *
 * @param v the version of this form
 * @param library the version of the library that wrote it
 * @param number the number of the version in its home
 * @param manifest the id of the version
 * @param blobs everything in the file, the manifest too, each blob once
 * @param entries those that concern the version, the first of which registered it
 * @param card the model card in the file, as Markdown; empty if it could not be made
 * @param data the {@link DataSheet} in the file; empty if the data were not in the home
 * @param head the audit trail of the home when the version was exported
 */
record VersionDocument(
    int v,
    String library,
    String model,
    int number,
    BlobId manifest,
    List<Part> blobs,
    List<Entry> entries,
    Optional<BlobId> card,
    Optional<BlobId> data,
    AuditHead head) {
  static final int VERSION = 1;

  /** A blob in the file. */
  record Part(BlobId blob, long size) {
    Part {
      required(blob, "blob");
      check(size >= 0, "Invalid size of blob %s: %s (must not be negative)", blob, size);
    }
  }

  /**
   * An entry of the audit trail.
   *
   * @param before the link before it
   */
  record Entry(BlobId before, String payload, long sequence) {
    Entry {
      required(before, "link");
      required(payload, "payload");
      check(sequence >= 1, "Invalid sequence: %s (must be at least 1)", sequence);
    }

    static Entry of(byte[] before, JournalEntry entry) {
      return new Entry(
          BlobId.of(before), new String(entry.payload(), StandardCharsets.UTF_8), entry.sequence());
    }

    private AuditHead head(AuditHead of) {
      byte[] link = before.bytes();
      new ChainLinks().next(link, sequence, bytes());
      return new AuditHead(of.home(), sequence, BlobId.of(link));
    }

    private byte[] bytes() {
      return payload.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns what the entry says; empty if this library cannot read it. */
    private Optional<AuditRecord> record() {
      return RegistryLine.read(new JournalEntry(sequence, bytes())).record();
    }

    private boolean registers(String model, int number, BlobId manifest) {
      return record()
          .flatMap(entry -> entry.transition().find(VersionRegistered.class))
          .filter(first -> first.model().equals(model) && first.version() == number)
          .filter(first -> first.manifest().equals(manifest))
          .isPresent();
    }
  }

  /** An exception here marks the document as corrupt. */
  VersionDocument {
    check(
        v == VERSION,
        "Invalid form of an exported version: %s (this library reads %s, another version wrote it)",
        v,
        VERSION);
    required(library, "library");
    checkName("model", model);
    required(manifest, "id of the version");
    required(head, "head of the audit trail");
    blobs = copy(blobs, "blobs");
    entries = copy(entries, "entries");
    Set<BlobId> all = new HashSet<>();
    blobs.forEach(part -> check(all.add(part.blob()), "Invalid blobs: %s twice", part.blob()));
    check(all.contains(manifest), "Invalid blobs: no manifest %s", manifest);
    required(card, "card")
        .ifPresent(blob -> check(all.contains(blob), "Invalid blobs: no card %s", blob));
    check(
        !entries.isEmpty() && entries.get(0).registers(model, number, manifest),
        "Invalid entries: the first does not register %s:%s with the manifest %s",
        model,
        number,
        manifest);
    required(data, "data")
        .ifPresent(blob -> check(all.contains(blob), "Invalid blobs: no data sheet %s", blob));
    checkLinks(entries, head);
  }

  private static void checkLinks(List<Entry> entries, AuditHead head) {
    AuditHead last = new AuditHead(head.home(), 0, head.link());
    for (Entry entry : entries) {
      boolean follows =
          entry.sequence() == last.sequence() + 1
              ? last.sequence() == 0 || entry.before().equals(last.link())
              : entry.sequence() > last.sequence();
      check(follows, "Invalid entry %s: it does not follow entry %s", entry.sequence(), last);
      last = entry.head(head);
    }
    check(
        last.sequence() < head.sequence() || last.equals(head),
        "Invalid entry %s: it is not the one of the head %s",
        last,
        head);
  }

  /** Returns the changes of a kind that its home made to the version, oldest first. */
  <C extends VersionChange> List<C> changes(Class<C> kind) {
    return entries.stream()
        .flatMap(entry -> entry.record().stream())
        .flatMap(entry -> entry.transition().changes().stream())
        .flatMap(change -> kind.isInstance(change) ? Stream.of(kind.cast(change)) : Stream.empty())
        .filter(change -> change.model().equals(model) && change.version() == number)
        .toList();
  }

  /** Returns the names of those who registered the version in its home, or in the homes before. */
  List<String> registrars() {
    Stream<String> there =
        entries.get(0).record().stream().map(entry -> entry.transition().actor().name());
    Stream<String> before =
        changes(VersionImported.class).stream().flatMap(change -> change.registrars().stream());
    return Stream.concat(there, before).distinct().toList();
  }

  /** Finds what was on record of a version in the home that exported it; empty if none did. */
  static Optional<VersionOrigin> findOrigin(RegisteredVersion version, ModelRegistry registry) {
    return findImport(version, registry).map(imported -> origin(imported, registry));
  }

  /** Finds what the home that exported a version says of its data; empty if none did. */
  static Optional<DataSheet> findData(RegisteredVersion version, ModelRegistry registry) {
    return findImport(version, registry)
        .flatMap(imported -> read(imported, registry).data)
        .flatMap(
            blob ->
                findBytes(registry, blob).map(bytes -> DataSheetForm.read(bytes, "data sheet")));
  }

  private static Optional<VersionImported> findImport(
      RegisteredVersion version, ModelRegistry registry) {
    return registry.history(version.model()).stream()
        .flatMap(entry -> entry.transition().changes().stream())
        .flatMap(each -> each instanceof VersionImported it ? Stream.of(it) : Stream.empty())
        .filter(it -> it.model().equals(version.model()) && it.version() == version.number())
        .findFirst();
  }

  private static VersionDocument read(VersionImported imported, ModelRegistry registry) {
    String what = "what was imported as " + imported.model() + ":" + imported.version();
    return RegistryForms.LINES.read(
        NamedBlobs.read(
            what, "its list", imported.document(), () -> bytes(registry, imported.document())),
        VersionDocument.class,
        what);
  }

  private static VersionOrigin origin(VersionImported imported, ModelRegistry registry) {
    VersionDocument document = read(imported, registry);
    return new VersionOrigin(
        imported.home(),
        document.model,
        document.number,
        document.entries.stream().flatMap(entry -> entry.record().stream()).toList(),
        document
            .card
            .flatMap(card -> findBytes(registry, card))
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8)));
  }

  private static byte[] bytes(ModelRegistry registry, BlobId blob) {
    try (InputStream in = registry.open(new StoredFile("export.json", blob, 0))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw StoredFiles.unreadable("blob " + blob, e);
    }
  }

  /** Returns the bytes of a blob; empty if it is not stored any more. */
  private static Optional<byte[]> findBytes(ModelRegistry registry, BlobId blob) {
    try {
      return Optional.of(bytes(registry, blob));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** Returns the version as its home calls it. */
  String label() {
    return model + ":" + number;
  }
}
