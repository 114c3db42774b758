package io.lifecycle4j.core.storms;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.crashkit.ChildScratch;
import io.lifecycle4j.storage.spi.Medium;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes die while they record runs; what they were told to be recorded is there. */
@Tag(Volume.TAG)
@Timeout(7_200)
class RunKillStormTest {
  private static final int KILLS = Volume.of(4, 8, 2_000);
  private static final int HOMES = Volume.of(2, 2, 100);
  private static final int AT_ONCE = 4;
  private static final int LONGEST_NANOS = 80_000_000;
  private static final long SEED = Long.getLong("seed", 20_260_103);

  @Test
  @OnlyLarger
  void losesNoPointThatWasAcknowledgedAndLeavesNoRunGoingOn(
      @TempDir(factory = ChildScratch.class) Path directory) throws Exception {
    System.out.println("kill storm of runs: seed " + SEED);
    long begin = System.nanoTime();
    Random random = new Random(SEED);
    int runs = 0;
    int crashed = 0;
    int points = 0;
    int kills = 0;
    for (int home = 0; home < HOMES; home++) {
      URI location = directory.resolve("home" + home).toUri();
      RunKillAudit audit = new RunKillAudit();
      while (kills < KILLS / HOMES * (home + 1)) {
        kills += kill(location, directory.resolve("notes" + home + "-" + kills), random, audit);
        try (Medium medium = Medium.open(location)) {
          audit.check(medium);
        }
        audit.crashed = 0;
        audit.points = 0;
      }
      try (Medium medium = Medium.open(location)) {
        audit.check(medium); // as the catalog tells it now
      }
      runs += audit.runs();
      crashed += audit.crashed;
      points += audit.points;
    }
    System.out.printf(
        "%d kills in %d s: %d runs, %d crashed, %d points%n",
        kills, (System.nanoTime() - begin) / 1_000_000_000, runs, crashed, points);
    assertThat(kills).isGreaterThanOrEqualTo(KILLS);
    assertThat(crashed).isGreaterThan(KILLS / 2);
  }

  /** Kills some processes that share a home. */
  private static int kill(URI home, Path notes, Random random, RunKillAudit audit)
      throws Exception {
    List<ChildJvm> living = new ArrayList<>();
    try {
      for (int i = 0; i < AT_ONCE; i++) {
        living.add(
            ChildJvm.start(
                ChildArchive.options(),
                RunKillWorker.class,
                home,
                notes + "-" + i,
                random.nextLong(),
                Integer.MAX_VALUE));
      }
      for (ChildJvm child : living) {
        assertThat(child.awaitLines(1)).containsExactly("acknowledged");
        LockSupport.parkNanos(random.nextInt(LONGEST_NANOS));
        assertThat(child.kill()).isTrue();
      }
    } finally {
      living.forEach(ChildJvm::close);
    }
    for (int i = 0; i < AT_ONCE; i++) {
      audit.add(Path.of(notes + "-" + i));
    }
    return AT_ONCE;
  }
}
