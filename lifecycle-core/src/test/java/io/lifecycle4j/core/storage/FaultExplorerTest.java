package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.crashkit.FaultExplorer;
import io.lifecycle4j.crashkit.FaultExplorer.Report;
import io.lifecycle4j.crashkit.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FaultExplorerTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int PAIRS = Boolean.getBoolean("deep") ? 50_000 : 1_000;

  /** More than there are cores: a caller waits while a journal's thread works. */
  private static final int THREADS = 6;

  private final FaultExplorer explorer =
      new FaultExplorer(path -> FileMedium.open(path, 200), Media::memory, THREADS);

  @Test
  @Timeout(3_600)
  void losesNothingWhicheverOperationFailsInWhicheverWay() {
    assertNothingWrong("Faults at each operation", explorer::each);
  }

  @Test
  @Timeout(3_600)
  void losesNothingWhenTwoOperationsFail() {
    int each = PAIRS / workloads().size() + 1;
    assertNothingWrong(
        "Pairs of faults, -Dseed=" + SEED,
        workload -> explorer.pairs(workload, each, new Random(SEED)));
  }

  static List<Workload> workloads() {
    return WorkloadsTest.all();
  }

  private static void assertNothingWrong(String title, Function<Workload, Report> way) {
    long begin = System.nanoTime();
    System.out.println(title);
    List<String> violations = new ArrayList<>();
    int runs = 0;
    for (Workload workload : workloads()) {
      Report report = way.apply(workload);
      System.out.println("  " + report);
      violations.addAll(report.violations());
      runs += report.runs();
    }
    System.out.printf("  %d runs in %d ms%n", runs, (System.nanoTime() - begin) / 1_000_000);
    assertThat(violations).isEmpty();
  }
}
