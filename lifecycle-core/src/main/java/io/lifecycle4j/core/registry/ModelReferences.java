package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.data.DatasetStores.Needed;
import io.lifecycle4j.core.registry.events.OpenSubscriptions;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.UnknownChange;
import io.lifecycle4j.registry.VersionChange;
import io.lifecycle4j.registry.VersionImported;
import io.lifecycle4j.registry.VersionPurged;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The blobs that model versions need: manifests, files, evaluations, and the data they were trained
 * on. A purged version needs only what is kept of its manifest, and the documents of its
 * evaluations. Reads the entries of the registry, and no manifest of a version.
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
    return journal.equals(JournalModelRegistry.JOURNAL) || OpenSubscriptions.owns(journal);
  }

  @Override
  public void walk(Visitor visitor) {
    String journal = JournalModelRegistry.JOURNAL;
    Walk walk = new Walk(visitor);
    visitor.reading("journal " + journal, () -> journals.read(journal, 1, walk::add));
    walk.visit();
  }

  /** One walk over the registry: a version is visited once it is known whether it was purged. */
  private final class Walk {
    private final Visitor visitor;
    private final List<Runnable> visits = new ArrayList<>();

    /** What is kept of the manifests of purged versions, by label. */
    private final Map<String, BlobId> kept = new HashMap<>();

    private long read;

    /** Files of dataset versions, cached since many models share one. */
    private final Map<BlobId, Needed> learned = new HashMap<>();

    private @Nullable Set<BlobId> purged;

    Walk(Visitor visitor) {
      this.visitor = visitor;
    }

    void add(JournalEntry entry) {
      read = entry.sequence();
      String what = "registry entry " + entry.sequence();
      visitor.reading(what, () -> add(what, RegistryLine.read(entry)));
    }

    private void add(String what, RegistryLine.Content entry) {
      entry.ofHome().forEach(obstacle -> visit(what, obstacle));
      entry.record().ifPresent(record -> add(what, record.transition()));
    }

    private void add(String what, Transition transition) {
      for (Change change : transition.changes()) {
        if (change instanceof UnknownChange unknown) {
          visit(what, Obstacle.of(unknown));
        } else if (change instanceof VersionPurged purged) {
          kept.put(label(purged), purged.manifest());
        } else {
          visits.add(() -> visit(what, change));
        }
      }
    }

    void visit() {
      List.copyOf(visits).forEach(Runnable::run); // some may be added
    }

    private void visit(String what, Change change) {
      if (change instanceof VersionRegistered registered) {
        visit(registered);
      } else {
        needs(change).forEach(blob -> visitor.reaches(what, blob));
      }
    }

    /** Returns what a change needs still; of a purged version only documents. */
    private List<BlobId> needs(Change change) {
      boolean isPurged =
          change instanceof VersionChange concerned && kept.containsKey(label(concerned));
      if (isPurged && change instanceof Evaluated evaluated) {
        return List.of(evaluated.document().blob());
      }
      if (isPurged && change instanceof VersionImported imported) {
        return List.of(imported.document());
      }
      return change.needs();
    }

    private static String label(VersionChange change) {
      return change.model() + ":" + change.version();
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

    private void visit(VersionRegistered registered) {
      String holder = "model " + label(registered);
      visitor.recorded(holder, JournalModelRegistry.JOURNAL);
      visitor.reading(holder, () -> visit(holder, registered));
    }

    private void visit(String holder, VersionRegistered registered) {
      String label = label(registered);
      if (!kept.containsKey(label) && !blobs.contains(registered.manifest())) { // perhaps since
        journals.read(JournalModelRegistry.JOURNAL, read + 1, this::add);
      }
      BlobId rest = kept.get(label);
      if (rest != null) {
        visitor.reaches(holder, rest);
        return;
      }
      visitor.reaches(holder, registered.manifest());
      registered
          .files()
          .forEach(
              file ->
                  visitor.reachesWeights(registered.model(), registered.version(), file.blob()));
      visit(holder, registered.data().id());
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
  }
}
