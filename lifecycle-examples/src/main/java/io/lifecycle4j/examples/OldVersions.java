package io.lifecycle4j.examples;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.maintenance.TierRule;
import io.lifecycle4j.maintenance.Tiering;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Duration;

/** Moves old dataset versions to cheaper storage, as shown in the guide. */
final class OldVersions {
  private OldVersions() {}

  static void move(Path home, Path slowDisk) {
    // guide begins
    try (Medium archive = Medium.open(slowDisk.toUri());
        Lifecycle lifecycle =
            Lifecycle.builder().directory(home).coldStore(archive.blobs()).open()) {
      Tiering tiers =
          lifecycle
              .maintenance()
              .tiering()
              .warm(TierRule.after(Duration.ofDays(30))) // compressed
              .cold(TierRule.after(Duration.ofDays(365))) // in the archive
              .cold(TierRule.ofDataset("clicks"))
              .hot(TierRule.tagged("audited")); // moved back to the home
      System.out.println(tiers.move().run()); // bytes in each tier, before and after
    }
    // guide ends
  }
}
