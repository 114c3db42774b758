package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.data.DatasetStores.Needed;
import io.lifecycle4j.core.model.ModelManifestDocument;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.UnknownChange;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The blobs that model versions need: manifests, files, evaluations, and the data they were trained
 * on.
 */
final class ModelReferences implements References {
  private final BlobStore blobs;
  private final JournalStore journals;

  ModelReferences(BlobStore blobs, JournalStore journals) {
    this.blobs = blobs;
    this.journals = journals;
  }

  @Override
  public boolean owns(String journal) {
    return journal.equals(JournalModelRegistry.JOURNAL) || Subscriptions.owns(journal);
  }

  @Override
  public void walk(Visitor visitor) {
    String journal = JournalModelRegistry.JOURNAL;
    Walk walk = new Walk(visitor);
    visitor.reading("journal " + journal, () -> journals.read(journal, 1, walk::visit));
  }

  /** One walk over the registry. */
  private final class Walk {
    private final Visitor visitor;

    /** Files of dataset versions, cached since many models share one. */
    private final Map<BlobId, Needed> learned = new HashMap<>();

    private @Nullable Set<BlobId> purged;

    Walk(Visitor visitor) {
      this.visitor = visitor;
    }

    void visit(JournalEntry entry) {
      String what = "registry entry " + entry.sequence();
      visitor.reading(what, () -> visit(what, RegistryLine.read(entry)));
    }

    private void visit(String what, RegistryLine.Content entry) {
      entry.ofHome().forEach(obstacle -> visit(what, obstacle));
      entry.record().ifPresent(record -> visit(what, record.transition()));
    }

    private void visit(String what, Transition transition) {
      for (Change change : transition.changes()) {
        if (change instanceof UnknownChange unknown) {
          visit(what, Obstacle.of(unknown));
        } else if (change instanceof Change.VersionRegistered registered) {
          visit(registered);
        } else {
          change.needs().forEach(blob -> visitor.reaches(what, blob));
        }
      }
    }

    private void visit(String what, Obstacle obstacle) {
      obstacle
          .needs()
          .ifPresentOrElse(
              needs -> needs.forEach(blob -> visitor.reaches(what, blob)),
              () ->
                  visitor.unreadable(
                      what, new ReadOnlyException("Cannot read " + what + ": " + obstacle.said())));
    }

    private void visit(Change.VersionRegistered registered) {
      String holder = "model " + registered.model() + ":" + registered.version();
      BlobId manifest = registered.manifest();
      visitor.recorded(holder, JournalModelRegistry.JOURNAL);
      visitor.reaches(holder, manifest);
      visitor.reading(holder, () -> visit(holder, read(manifest)));
    }

    private void visit(String holder, ModelManifest manifest) {
      manifest.artifact().files().forEach(file -> visitor.reaches(holder, file.blob()));
      visit(holder, manifest.provenance().data().id());
    }

    private void visit(String holder, BlobId data) {
      if (isPurged(data) || !blobs.contains(data)) { // an external store is not in this home
        return;
      }
      visitor.reading(
          holder,
          () -> {
            try {
              visit(holder, data, learned.computeIfAbsent(data, this::needed));
            } catch (CorruptDataException | NotFoundException e) {
              purged = null;
              if (!isPurged(data)) {
                visitor.reaches(holder, data);
                throw e;
              }
            }
          });
    }

    private Needed needed(BlobId data) {
      return DatasetStores.needed(blobs, data);
    }

    private void visit(String holder, BlobId data, Needed needed) {
      visitor.reaches(holder, data);
      needed.documents().forEach(blob -> visitor.reaches(holder, blob));
      needed.bytes().forEach(blob -> visitor.learnedFrom(holder, blob));
    }

    private boolean isPurged(BlobId data) {
      if (purged == null) {
        purged = purged();
      }
      return purged.contains(data);
    }

    /** Returns none if they are not known: that is reported with the datasets. */
    private Set<BlobId> purged() {
      try {
        return DatasetStores.purgedManifests(journals);
      } catch (CorruptDataException | StorageFailedException e) {
        return Set.of();
      }
    }

    private ModelManifest read(BlobId id) {
      return ModelManifestDocument.read(blobs.read(id), "manifest " + id);
    }
  }
}
