package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.storage.References.VersionRef;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Tier;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a version asks for is found by its name and number, not by how it is printed. */
class WantedTiersTest extends TieredHome {
  @Test
  void tellsVersionsOfDataSetsByValue() {
    version("rides", "one");
    version("rides", "two");
    Map<VersionRef, BlobId> told = new HashMap<>();
    DatasetStores.references(home.blobs(), home.journals())
        .walk(
            new References.Visitor() {
              @Override
              public void recorded(String holder, String journal) {}

              @Override
              public void reaches(String holder, BlobId blob) {}

              @Override
              public void reachesFile(VersionRef version, BlobId blob) {
                told.put(version, blob);
              }

              @Override
              public void unreadable(String what, LifecycleException why) {
                throw why;
              }
            });
    assertThat(told)
        .containsOnly(
            Map.entry(new VersionRef("rides", 1), blob("one")),
            Map.entry(new VersionRef("rides", 2), blob("two")));
  }

  @Test
  void findsWhatAVersionAsksForHoweverOthersAreNamed() {
    WantedTiers wanted = new WantedTiers(Map.of(new VersionRef("rides", 1), Tier.COLD));
    wanted.reachesFile(new VersionRef("rides", 1), blob("one"));
    wanted.reachesFile(new VersionRef("rides", 2), blob("two"));
    wanted.reaches("rides:1, as somebody may call it", blob("three"));
    assertThat(wanted.blobs()).containsOnly(blob("one"), blob("two"));
    assertThat(wanted.of(blob("one"), Tier.HOT)).isEqualTo(Tier.COLD);
    assertThat(wanted.of(blob("two"), Tier.HOT)).isEqualTo(Tier.HOT);
  }
}
