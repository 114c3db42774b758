package io.lifecycle4j.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.maintenance.spi.BlobUses;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tiers.TierRules.VersionKey;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a version asks for is found by its name and number, not by how it is printed. */
class WantedTiersTest extends TieredHome {
  @Test
  void tellsVersionsOfDataSetsByValue() {
    version("rides", "one");
    version("rides", "two");
    Map<VersionKey, BlobId> told = new HashMap<>();
    maintenance.uses(
        new BlobUses() {
          @Override
          public void file(String dataset, int version, BlobId blob) {
            told.put(new VersionKey(dataset, version), blob);
          }

          @Override
          public void other(BlobId blob) {}
        });
    assertThat(told)
        .containsOnly(
            Map.entry(new VersionKey("rides", 1), blob("one")),
            Map.entry(new VersionKey("rides", 2), blob("two")));
  }

  @Test
  void findsWhatAVersionAsksForHoweverOthersAreNamed() {
    WantedTiers wanted =
        new WantedTiers(
            Map.of(new VersionKey("rides", 1), Tier.COLD), noOthers().at(Fixtures.TIME));
    wanted.file("rides", 1, blob("one"));
    wanted.file("rides", 2, blob("two"));
    wanted.other(blob("three"));
    assertThat(wanted.blobs()).containsOnly(blob("one"), blob("two"));
    assertThat(wanted.of(blob("one"), Tier.HOT)).isEqualTo(Tier.COLD);
    assertThat(wanted.of(blob("two"), Tier.HOT)).isEqualTo(Tier.HOT);
  }
}
