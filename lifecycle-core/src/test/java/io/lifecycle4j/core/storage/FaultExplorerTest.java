package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.crashkit.FaultExplorer;
import io.lifecycle4j.crashkit.FaultExplorer.Report;
import io.lifecycle4j.crashkit.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FaultExplorerTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int PAIRS = Boolean.getBoolean("deep") ? 50_000 : 1_000;

  private final FaultExplorer explorer =
      new FaultExplorer(path -> FileMedium.open(path, 200), Media::memory);

  @Test
  @Timeout(3_600)
  void losesNothingWhicheverOperationFailsInWhicheverWay() throws Exception {
    assertNothingWrong("Faults at each operation", explorer::each);
  }

  @Test
  @Timeout(3_600)
  void losesNothingWhenTwoOperationsFail() throws Exception {
    int each = PAIRS / workloads().size() + 1;
    assertNothingWrong(
        "Pairs of faults, -Dseed=" + SEED,
        workload -> explorer.pairs(workload, each, new Random(SEED)));
  }

  static List<Workload> workloads() {
    return WorkloadsTest.all();
  }

  private static void assertNothingWrong(String title, Function<Workload, Report> way)
      throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    List<Future<Report>> running = new ArrayList<>();
    for (Workload workload : workloads()) {
      running.add(executor.submit(() -> way.apply(workload)));
    }
    executor.shutdown();
    List<Report> reports = new ArrayList<>();
    for (Future<Report> report : running) {
      reports.add(report.get());
    }
    System.out.println(title);
    List<String> violations = new ArrayList<>();
    for (Report report : reports) {
      System.out.println("  " + report);
      violations.addAll(report.violations());
    }
    System.out.println("  " + reports.stream().mapToInt(Report::runs).sum() + " runs");
    assertThat(violations).isEmpty();
  }
}
