package io.lifecycle4j.core.storage;

import static io.lifecycle4j.crashkit.DiskFault.BROKEN;
import static io.lifecycle4j.crashkit.DiskFault.DENIED;
import static io.lifecycle4j.crashkit.DiskFault.FORCE_KEPT;
import static io.lifecycle4j.crashkit.DiskFault.FULL;
import static io.lifecycle4j.crashkit.DiskFault.INTERRUPTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.crashkit.FaultExplorer;
import io.lifecycle4j.crashkit.FaultExplorer.Fault;
import io.lifecycle4j.crashkit.FaultExplorer.Report;
import io.lifecycle4j.crashkit.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@OnlyLarger
class FaultExplorerTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int PAIRS = Integer.getInteger("pairs", Volume.of(10, 10, 50_000));

  /** One in how many workloads meets pairs of faults. */
  private static final int PAIRED = Volume.of(20, 8, 1);

  /** Which workloads to run, by a part of their names. */
  private static final Predicate<String> WANTED =
      Pattern.compile(System.getProperty("workload", "")).asPredicate();

  /** More than there are cores: a caller waits while a journal's thread works. */
  private static final int THREADS = 6;

  private final FaultExplorer explorer =
      new FaultExplorer(path -> FileMedium.open(path, 200), Media::memory, THREADS)
          .onceFromEach(Volume.of(73, 73, 1))
          .lastingFromEach(Volume.of(541, 541, 1));

  @Test
  @Timeout(3_600)
  void losesNothingWhicheverOperationFailsInWhicheverWay() {
    assertThat(assertNothingWrong("Faults at each operation", workloads(), explorer::each))
        .isPositive();
  }

  @Test
  @Timeout(3_600)
  void losesNothingWhenTwoOperationsFail() {
    int each = PAIRS / workloads().size() + 1;
    List<Workload> paired = paired();
    int runs =
        assertNothingWrong(
            "Pairs of faults that both struck, -Dseed=" + SEED,
            paired,
            workload -> explorer.pairs(workload, each, new Random(SEED)));
    assertThat(runs).isEqualTo(each * paired.size()).isPositive();
  }

  private static List<Workload> paired() {
    List<Workload> all = workloads();
    return IntStream.range(0, all.size()).filter(i -> i % PAIRED == 0).mapToObj(all::get).toList();
  }

  /** Two faults. */
  private record Pair(String workload, Fault first, Fault second) {}

  /** Pairs in which chance found something once. */
  static List<Pair> pairs() {
    String tokens = "tokens, tried again";
    String quarantine = "quarantine, restore, purge";
    return List.of(
        new Pair(tokens, Fault.at(FORCE_KEPT, 14), Fault.at(FORCE_KEPT, 8)),
        new Pair(tokens, Fault.at(FORCE_KEPT, 14), Fault.at(INTERRUPTED, 17)),
        new Pair(quarantine, Fault.at(BROKEN, 26), Fault.from(DENIED, 5)),
        new Pair(quarantine, Fault.at(FULL, 5), Fault.from(DENIED, 5)),
        new Pair(quarantine, Fault.at(FORCE_KEPT, 8), Fault.at(BROKEN, 24)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void losesNothingInAPairThatOnceShowedSomething(Pair pair) {
    Workload workload = BugWorkloads.named(pair.workload());
    assertThat(explorer.pair(workload, pair.first(), pair.second()).violations()).isEmpty();
  }

  static List<Workload> workloads() {
    return Stream.concat(WorkloadsTest.all().stream(), RunLives.all().stream())
        .filter(workload -> WANTED.test(workload.name()))
        .toList();
  }

  /** Returns how often a fault struck. */
  private static int assertNothingWrong(
      String title, List<Workload> workloads, Function<Workload, Report> way) {
    long begin = System.nanoTime();
    System.out.println(title);
    List<String> violations = new ArrayList<>();
    int runs = 0;
    for (Workload workload : workloads) {
      Report report = way.apply(workload);
      System.out.println("  " + report);
      violations.addAll(report.violations());
      runs += report.runs();
    }
    System.out.printf("  %d runs in %d ms%n", runs, (System.nanoTime() - begin) / 1_000_000);
    assertThat(violations).isEmpty();
    return runs;
  }
}
