package io.lifecycle4j.core.data;

import io.lifecycle4j.core.data.DatasetStores.Needed;
import io.lifecycle4j.core.data.Versions.EntryKind;
import io.lifecycle4j.core.data.Versions.ErasedEntry;
import io.lifecycle4j.core.data.Versions.PurgeEntry;
import io.lifecycle4j.core.data.Versions.VersionEntry;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the versions of datasets reference: their manifests and their files. */
record DatasetReferences(BlobStore blobs, JournalStore journals) implements References {
  @Override
  public boolean owns(String journal) {
    return journal.equals(JournalDatasetStore.JOURNAL);
  }

  @Override
  public void walk(Visitor visitor) {
    String journal = JournalDatasetStore.JOURNAL;
    Walk walk = new Walk(visitor);
    visitor.reading("journal " + journal, () -> journals.read(journal, 1, walk::add));
    walk.visit();
  }

  /** One walk: a version is visited once it is known whether it was purged. */
  private final class Walk {
    private final Visitor visitor;
    private final List<VersionEntry> versions = new ArrayList<>();
    private final Map<String, PurgeEntry> purges = new HashMap<>();
    private final List<PurgeEntry> pending = new ArrayList<>();
    private long read;

    Walk(Visitor visitor) {
      this.visitor = visitor;
    }

    void add(JournalEntry entry) {
      read = entry.sequence();
      String what = EntryKind.what(entry);
      visitor.reading(what, () -> add(entry, what));
    }

    private void add(JournalEntry entry, String what) {
      EntryKind kind = EntryKind.of(entry);
      if (kind.isVersion()) {
        versions.add(DataForms.JSON.read(entry.payload(), VersionEntry.class, what));
      } else if (kind.isPurge()) {
        PurgeEntry purge = DataForms.JSON.read(entry.payload(), PurgeEntry.class, what);
        purges.put(purge.version(), purge);
        pending.add(purge);
      } else if (kind.isErased()) {
        ErasedEntry erased = DataForms.JSON.read(entry.payload(), ErasedEntry.class, what);
        pending.removeIf(erased::ends);
      } else if (!kind.isTag()) { // a tag references nothing that its version does not
        visitor.unreadable(what, kind.unknown(what));
      }
    }

    void visit() {
      for (VersionEntry version : List.copyOf(versions)) {
        PurgeEntry purge = purges.get(version.toString());
        visit(version, purge == null ? version.manifest() : purge.manifest());
      }
      for (PurgeEntry purge : List.copyOf(pending)) {
        visitor.reaches("dataset " + purge.version(), purge.blobs());
      }
    }

    private void visit(VersionEntry version, BlobId manifest) {
      VersionRef ref = new VersionRef(version.dataset(), version.number());
      String holder = ref.toString();
      visitor.recorded(holder, JournalDatasetStore.JOURNAL);
      visitor.reading(
          holder,
          () -> {
            Needed needed = Needed.nothing();
            ManifestDocument document;
            try {
              document = DatasetStores.walk(blobs, manifest, needed);
            } catch (CorruptDataException | NotFoundException e) {
              PurgeEntry since = purgeSince(version);
              if (since == null || since.manifest().equals(manifest)) {
                visitor.reaches(holder, manifest);
                throw e;
              }
              visit(version, since.manifest());
              return;
            }
            visitor.reaches(holder, manifest);
            needed.documents().forEach(blob -> visitor.reaches(holder, blob));
            needed.bytes().forEach(blob -> visitor.reachesFile(ref, blob));
            needed.outside().forEach(visitor::outside);
            Manifests.checkSays(document.summary(), version.summary(), holder);
          });
    }

    /** Finds the purge of a version that began after the journal was read. */
    private @Nullable PurgeEntry purgeSince(VersionEntry version) {
      journals.read(JournalDatasetStore.JOURNAL, read + 1, this::add);
      return purges.get(version.toString());
    }
  }
}
