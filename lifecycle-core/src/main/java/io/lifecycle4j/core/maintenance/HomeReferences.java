package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.serving.PredictionJournals;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.JournalState;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.Medium;
import java.util.List;

/** What all rooms of a home need, and the snapshots of its journals. */
final class HomeReferences implements References {
  private final JournalStore journals;
  private final List<References> rooms;

  HomeReferences(Medium medium, Pins pins) {
    BlobStore blobs = medium.blobs();
    this.journals = medium.journals();
    this.rooms =
        List.of(
            DatasetStores.references(blobs, journals),
            Tracking.references(journals),
            Registries.references(blobs, journals),
            PredictionJournals.references(),
            VerifyCursor.references(),
            pins);
  }

  @Override
  public boolean owns(String journal) {
    return rooms.stream().anyMatch(room -> room.owns(journal));
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
                    + ": it belongs to none of the rooms this version of Lifecycle4j knows"));
      }
    }
    rooms.forEach(room -> room.walk(visitor));
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
