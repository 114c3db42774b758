package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.serving.ModelLogs;
import io.lifecycle4j.core.storage.HomeFeatures;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.spi.BlobArea;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.LayeredMedium;
import io.lifecycle4j.storage.spi.Medium;
import java.util.List;
import java.util.Set;

/**
 * The references of all rooms of a home, and the snapshots of all journals. Blobs that a user's own
 * journals need must be pinned. The areas of a layer report which blobs hold others.
 */
final class HomeReferences implements References {
  private final JournalStore journals;
  private final List<References> rooms;
  private final List<BlobArea> areas;
  private final Set<String> layerJournals;

  HomeReferences(Medium home, Pins pins) {
    BlobStore blobs = home.blobs();
    this.journals = home.journals();
    this.areas = HomeFeatures.areas(home);
    this.layerJournals = home instanceof LayeredMedium layered ? layered.layerJournals() : Set.of();
    this.rooms =
        List.of(
            DatasetStores.references(blobs, journals),
            Tracking.references(journals),
            Registries.references(blobs, journals),
            ModelLogs.references(journals),
            Holdouts.references(home),
            pins);
  }

  @Override
  public boolean owns(String journal) {
    return layerJournals.contains(journal)
        || journal.startsWith(JournalStore.OWN)
        || ModelJournals.owns(journal)
        || VersionLoads.owns(journal)
        || VerifyCursor.owns(journal)
        || rooms.stream().anyMatch(room -> room.owns(journal));
  }

  @Override
  public void walk(Visitor visitor) {
    for (String name : journals.names()) {
      if (owns(name)) {
        visitor.reading("journal " + name, () -> visitSnapshot(name, visitor));
      } else {
        visitor.unreadable(
            "journal " + name,
            new ReadOnlyException(
                "Cannot read journal "
                    + name
                    + ": it belongs to none of the rooms this version of Lifecycle4j knows"
                    + " (a journal of your own has a name that begins with "
                    + JournalStore.OWN
                    + ")"));
      }
    }
    layerJournals.forEach(name -> visitor.reading("journal " + name, this::readAreas));
    rooms.forEach(room -> room.walk(visitor));
  }

  /** The journal that locates blobs must be readable, even if no lookup is made. */
  private void readAreas() {
    areas.forEach(area -> area.holders(List.of()));
  }

  private void visitSnapshot(String name, Visitor visitor) {
    journals
        .state(name)
        .flatMap(JournalState::snapshot)
        .ifPresent(
            snapshot -> {
              String holder = "snapshot of journal " + name;
              visitor.recorded(holder, name);
              visitor.reaches(holder, snapshot.blob());
            });
  }
}
