package io.lifecycle4j.examples;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tiers.Tier;
import io.lifecycle4j.tiers.TierRule;
import io.lifecycle4j.tiers.Tiering;
import io.lifecycle4j.tiers.Tiers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Moves old dataset versions to cheaper storage, as shown in the guide. */
final class OldVersions {
  private OldVersions() {}

  static void move(Path home, Path slowDisk) {
    // guide begins
    try (Medium archive = Medium.open(slowDisk.toUri())) {
      Tiers tiers = Tiers.withCold(archive.blobs());
      try (Lifecycle lifecycle = Lifecycle.builder().directory(home).layer(tiers).open()) {
        lifecycle.maintenance().upgrade(); // once: the home lists the feature from then on
        Instant lastYear = Instant.now().minus(Duration.ofDays(365));
        Tiering rules =
            tiers
                .tiering(lifecycle)
                .warm(TierRule.after(Duration.ofDays(30))) // compressed
                .cold(TierRule.after(Duration.ofDays(365))) // in the archive
                .cold(TierRule.ofDataset("clicks"))
                .hot(TierRule.tagged("audited")) // moved back to the home
                .weights(Tier.COLD, version -> version.registered().isBefore(lastYear)) // of models
                .runs(Tier.COLD, run -> run.info().started().isBefore(lastYear)) // checkpoints
                .predictions(Tier.COLD, Duration.ofDays(90)); // the log
        System.out.println(rules.move().run()); // bytes in each tier, before and after
      }
    }
    // guide ends
  }
}
