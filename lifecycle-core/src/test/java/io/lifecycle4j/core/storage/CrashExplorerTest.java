package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.crashkit.CrashExplorer;
import io.lifecycle4j.crashkit.CrashExplorer.Report;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.crashkit.Workloads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CrashExplorerTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int EACH = Boolean.getBoolean("deep") ? 50_000 : 6_000;
  private static final int STATES = Boolean.getBoolean("deep") ? 2_000_000 : 100_000;

  /** More than there are cores: a caller waits while a journal's thread works. */
  private static final int THREADS = 6;

  private static final Set<String> STORES = names(StoreWorkloads.all());
  private static final Set<String> MAINTENANCE = names(MaintenanceWorkloads.all());

  private static Set<String> names(List<Workload> workloads) {
    return workloads.stream().map(Workload::name).collect(Collectors.toSet());
  }

  @Test
  @Timeout(7_200)
  void losesNoAcknowledgedWriteWhateverAPowerCutLeaves() {
    CrashExplorer explorer =
        new CrashExplorer(path -> FileMedium.open(path, 200), Media::memory, SEED, THREADS);
    System.out.println("Crash states, -Dseed=" + SEED);
    Queue<Workload> workloads = new ArrayDeque<>(WorkloadsTest.all());
    List<String> violations = new ArrayList<>();
    int states = 0;
    for (long seed = SEED; states < STATES || !workloads.isEmpty(); seed++) {
      Workload next = workloads.isEmpty() ? Workloads.random(seed) : workloads.remove();
      Report report = explorer.explore(next, enough(next));
      System.out.println("  " + report);
      states += report.states();
      violations.addAll(report.violations());
      assertThat(violations).isEmpty();
    }
    System.out.println("  " + states + " states");
  }

  /**
   * Fewer must be enough where each state costs much: for stores, for maintenance, which opens all
   * of them or other homes, and where 34 packs are opened.
   */
  private static int enough(Workload workload) {
    if (workload.name().equals(Workloads.MERGE)) {
      return EACH / 8;
    }
    if (MAINTENANCE.contains(workload.name())) {
      return EACH / 8;
    }
    return STORES.contains(workload.name()) ? EACH / 2 : EACH;
  }
}
