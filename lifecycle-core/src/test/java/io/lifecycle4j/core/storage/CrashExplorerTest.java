package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.crashkit.CrashExplorer;
import io.lifecycle4j.crashkit.CrashExplorer.Report;
import io.lifecycle4j.crashkit.Workload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CrashExplorerTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int STATES = Boolean.getBoolean("deep") ? 2_000_000 : 100_000;

  @Test
  @Timeout(7_200)
  void losesNoAcknowledgedWriteWhateverAPowerCutLeaves() {
    List<Workload> workloads = WorkloadsTest.ready();
    CrashExplorer explorer = new CrashExplorer(Media::file, Media::memory, SEED, 2);
    System.out.println("Crash states: -Dseed=" + SEED);
    int states = 0;
    List<String> violations = new ArrayList<>();
    for (int i = 0; i < workloads.size(); i++) {
      int share = (STATES - states) / (workloads.size() - i) + 1;
      Report report = explorer.explore(workloads.get(i), share);
      System.out.println("  " + report);
      states += report.states();
      violations.addAll(report.violations());
    }
    System.out.println("  " + states + " states");
    assertThat(violations).isEmpty();
    assertThat(states).isGreaterThanOrEqualTo(STATES);
  }
}
