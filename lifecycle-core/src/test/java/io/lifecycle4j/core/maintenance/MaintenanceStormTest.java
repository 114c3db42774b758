package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing that was acknowledged is lost, whatever collects or copies meanwhile. */
@Tag(Volume.TAG)
class MaintenanceStormTest {
  private static final long SEED = Volume.seed();
  private static final int ROUNDS = Volume.of(100, 300, 3_000);

  private final Medium medium = Media.memory();
  private final InstantSource clock = InstantSource.system();

  @Test
  void collectsOnlyGarbageWhileOthersCommit() throws Exception {
    AtomicInteger collected = new AtomicInteger();
    MaintenanceStorm storm = new MaintenanceStorm(medium, clock, SEED, ROUNDS);
    int acknowledged = storm.run(MaintenanceStorm.collector(collected, new AtomicBoolean()));
    assertThat(MaintenanceStorm.models(medium, clock)).as("seed " + SEED).isEqualTo(acknowledged);
    assertThat(collected.get()).as("seed " + SEED).isPositive();
    MaintenanceStorm.assertNothingIsLost(medium, clock, SEED);
  }

  @Test
  @OnlyLarger
  void copiesAPrefixThatLacksNothingWhileOthersCommit() throws Exception {
    MaintenanceStorm storm = new MaintenanceStorm(medium, clock, SEED, ROUNDS);
    AtomicInteger seen = new AtomicInteger();
    storm.run(
        maintenance -> {
          try (Medium copy = Media.memory()) {
            int before = MaintenanceStorm.models(medium, clock);
            new Backup(medium, copy, null).run(Path.of("copy"));
            int after = MaintenanceStorm.models(medium, clock);
            MaintenanceStorm.assertNothingIsLost(copy, clock, SEED);
            assertIsPrefix(copy);
            int copied = MaintenanceStorm.models(copy, clock);
            assertThat(copied).as("seed " + SEED).isBetween(Math.max(before, seen.get()), after);
            seen.set(copied);
          }
        });
    assertThat(seen.get()).as("seed " + SEED).isPositive();
  }

  private void assertIsPrefix(Medium copy) {
    for (String journal : copy.journals().names()) {
      List<byte[]> copied = payloads(copy, journal);
      assertThat(payloads(medium, journal).subList(0, copied.size()))
          .as("seed %s, journal %s", SEED, journal)
          .usingElementComparator(java.util.Arrays::compare)
          .isEqualTo(copied);
    }
    List<BlobId> blobs = Fixtures.ids(copy.blobs());
    assertThat(Fixtures.ids(medium.blobs())).as("seed " + SEED).containsAll(blobs);
  }

  private static List<byte[]> payloads(Medium medium, String journal) {
    return medium.journals().read(journal, 1).stream().map(entry -> entry.payload()).toList();
  }
}
