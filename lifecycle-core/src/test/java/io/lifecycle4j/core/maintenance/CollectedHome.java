package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import org.junit.jupiter.api.AfterEach;

/** A home in memory whose garbage is collected, and whose time passes when it is told to. */
abstract class CollectedHome {
  final TestMedium medium = new TestMedium(Media.memory());
  final Maintenance maintenance = HomeMaintenance.over(medium, medium);
  final Kept kept = new Kept(medium, medium);

  @AfterEach
  void close() {
    medium.close();
  }

  BlobId garbage(String text) {
    return medium.blobs().put(Content.of(text));
  }

  GarbageReport collect() {
    return maintenance.collectGarbage().quarantine().run();
  }
}
