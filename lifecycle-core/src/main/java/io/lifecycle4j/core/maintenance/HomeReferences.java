package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.serving.PredictionJournals;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.tiers.Placement;
import io.lifecycle4j.core.tiers.Placements;
import io.lifecycle4j.core.tiers.TieredMedium;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Tier;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all rooms of a home need, and the snapshots of all journals; what else journals of the user
 * need is pinned. Who needs a blob that is warm also needs what holds it.
 */
final class HomeReferences implements References {
  private final JournalStore journals;
  private final List<References> rooms;
  private final Placements placements;

  HomeReferences(TieredMedium home, Pins pins) {
    BlobStore blobs = home.blobs();
    this.journals = home.journals();
    this.placements = home.placements();
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
    return journal.equals(Placements.JOURNAL)
        || journal.startsWith(JournalStore.OWN)
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
    Map<BlobId, Placement> placed = new HashMap<>();
    visitor.reading("journal " + Placements.JOURNAL, () -> placed.putAll(placements.all()));
    References.Visitor holders =
        placed.isEmpty() ? visitor : new HolderVisitor(visitor, placed, Tier.WARM);
    rooms.forEach(room -> room.walk(holders));
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
