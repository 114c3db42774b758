package io.lifecycle4j.core.data;

import io.lifecycle4j.core.data.DatasetStores.Needed;
import io.lifecycle4j.core.data.Versions.EntryKind;
import io.lifecycle4j.core.data.Versions.VersionEntry;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;

/** What the versions of datasets reference: their manifests and their files. */
record DatasetReferences(BlobStore blobs, JournalStore journals) implements References {
  @Override
  public boolean owns(String journal) {
    return journal.equals(JournalDatasetStore.JOURNAL);
  }

  @Override
  public void walk(Visitor visitor) {
    String journal = JournalDatasetStore.JOURNAL;
    visitor.reading(
        "journal " + journal, () -> journals.read(journal, 1, entry -> visit(entry, visitor)));
  }

  private void visit(JournalEntry entry, Visitor visitor) {
    String what = EntryKind.what(entry);
    visitor.reading(
        what,
        () -> {
          EntryKind kind = EntryKind.of(entry);
          if (kind.isVersion()) {
            visit(DataForms.JSON.read(entry.payload(), VersionEntry.class, what), visitor);
          } else if (!kind.isTag()) { // a tag references nothing that its version does not
            visitor.unreadable(what, kind.unknown(what));
          }
        });
  }

  private void visit(VersionEntry version, Visitor visitor) {
    VersionRef ref = new VersionRef(version.dataset(), version.number());
    String holder = ref.toString();
    visitor.recorded(holder, JournalDatasetStore.JOURNAL);
    visitor.reaches(holder, version.manifest());
    visitor.reading(
        holder,
        () -> {
          Needed needed = Needed.nothing();
          ManifestDocument manifest = DatasetStores.walk(blobs, version.manifest(), needed);
          needed.documents().forEach(blob -> visitor.reaches(holder, blob));
          needed.bytes().forEach(blob -> visitor.reachesFile(ref, blob));
          needed.outside().forEach(visitor::outside);
          Manifests.checkSays(manifest.summary(), version.summary(), holder);
        });
  }
}
