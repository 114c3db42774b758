package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.maintenance.VerifyReport;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Writers, and others that work on the same home at the same time. */
final class MaintenanceStorm {
  private static final int WRITERS = 3;

  private final Medium medium;
  private final InstantSource clock;
  private final long seed;
  private final int rounds;
  private final AtomicInteger writing = new AtomicInteger(WRITERS);

  MaintenanceStorm(Medium medium, InstantSource clock, long seed, int rounds) {
    this.medium = medium;
    this.clock = clock;
    this.seed = seed;
    this.rounds = rounds;
  }

  /** What the others do until the writers have ended. */
  interface Other {
    void run(Maintenance maintenance) throws Exception;
  }

  /** Runs the storm and returns how many versions were acknowledged. */
  int run(Other other) throws Exception {
    System.out.println("Maintenance storm, -Dseed=" + seed);
    AtomicInteger others = new AtomicInteger();
    List<Integer> counts =
        Together.run(
            WRITERS + 1,
            thread -> {
              if (thread < WRITERS) {
                try {
                  return write(thread);
                } finally {
                  writing.decrementAndGet();
                }
              }
              Maintenance maintenance = HomeMaintenance.over(medium, clock);
              do {
                other.run(maintenance);
                others.incrementAndGet();
              } while (writing.get() > 0);
              return 0;
            });
    assertThat(others.get()).as("seed %s", seed).isPositive();
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  /** Puts files, lets them grow old while others collect, and commits what names them. */
  private int write(int thread) {
    Random random = new Random(seed + thread);
    Kept kept = new Kept(medium, clock);
    Map<String, Integer> numbers = new HashMap<>();
    int acknowledged = 0;
    for (int round = 0; round < rounds; round++) {
      String text = random.nextInt(40) + " of anyone"; // shared by all: garbage again and again
      StoredFile file = kept.datasets.put(Kept.file(text));
      medium.blobs().put(Content.of(thread + " garbage " + round));
      if (random.nextInt(4) == 0) {
        continue; // the file is garbage
      }
      String name = "data-" + thread + "-" + random.nextInt(3);
      // without a look at the version before, which a collection without grace may have quarantined
      int newest = numbers.getOrDefault(name, 0);
      StoredVersion version =
          kept.datasets.commit(name, Fixtures.dataset("round " + round, file), newest);
      numbers.put(name, version.number());
      kept.register("model-" + thread, version, file);
      kept.run("run-" + thread + "-" + round, random.nextInt(40) + " of anyone");
      acknowledged++;
    }
    return acknowledged;
  }

  static void assertNothingIsLost(Medium medium, InstantSource clock, long seed) {
    VerifyReport report = HomeMaintenance.over(medium, clock).verify(VerifyDepth.HASH);
    assertThat(report.damage()).as("seed %s", seed).isEmpty();
  }

  static int models(Medium medium, InstantSource clock) {
    Kept kept = new Kept(medium, clock);
    List<Integer> counts = new ArrayList<>();
    kept.models.models().forEach(model -> counts.add(Moves.versions(kept.models, model).size()));
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  /** Collects without mercy. */
  static Other collector(AtomicInteger collected, AtomicBoolean back) {
    return maintenance -> {
      var report =
          maintenance
              .collectGarbage()
              .grace(Duration.ZERO)
              .purgeAfter(Duration.ofDays(1))
              .quarantine()
              .run();
      collected.addAndGet(report.garbage().size());
      if (report.restored().blobs() > 0) {
        back.set(true);
      }
    };
  }
}
