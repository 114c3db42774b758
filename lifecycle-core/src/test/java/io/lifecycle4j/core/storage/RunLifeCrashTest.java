package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.crashkit.CrashExplorer;
import io.lifecycle4j.crashkit.CrashExplorer.Report;
import io.lifecycle4j.crashkit.Workload;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A power cut, or the death of the process, between any two writes in the life of a run. */
@Tag(Volume.TAG)
class RunLifeCrashTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int STATES = Volume.of(125, 500, 50_000);
  private static final int THREADS = 6;

  @Test
  @Timeout(7_200)
  @OnlyLarger
  void leavesTheRunBeforeOrAfterItNeverInBetween() {
    CrashExplorer explorer =
        new CrashExplorer(path -> FileMedium.open(path, 400), Media::memory, SEED, THREADS);
    System.out.println("Crashes in the life of a run, -Dseed=" + SEED);
    for (Workload life : RunLives.all()) {
      Report report = explorer.explore(life, STATES);
      System.out.println("  " + report);
      assertThat(report.violations()).isEmpty();
    }
  }
}
