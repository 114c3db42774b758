package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(Volume.TAG)
class CrashExplorerTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int EACH = Volume.of(36, 110, 50_000);

  private static final int AGAIN = Volume.of(15, 30, 200);

  /** A few differ by nothing but ids made by chance: so 3 % more than are promised. */
  private static final int STATES = Volume.of(1_000, 2_060, 2_060_000);

  /** One in how many workloads is explored: each takes seconds, however few states are wanted. */
  private static final int ONE_WORKLOAD_IN = Volume.of(9, 4, 1);

  /** More than there are cores: a caller waits while a journal's thread works. */
  private static final int THREADS = Integer.getInteger("threads", 6);

  /** Which workload to run, by a part of its name. */
  private static final String WANTED = System.getProperty("workload", "");

  private static final Set<String> STORES = names(StoreWorkloads.all());
  private static final Set<String> MAINTENANCE = names(MaintenanceWorkloads.all());
  private static final Set<String> FILES = names(FileWorkloads.all());
  private static final Set<String> EXPORTS = names(ExportWorkloads.all());

  private static Set<String> names(List<Workload> workloads) {
    return workloads.stream().map(Workload::name).collect(Collectors.toSet());
  }

  @Test
  @Timeout(7_200)
  void losesNoAcknowledgedWriteWhateverAPowerCutLeaves() {
    CrashExplorer explorer =
        new CrashExplorer(path -> FileMedium.open(path, 200), Media::memory, SEED, THREADS);
    System.out.println("Crash states, -Dseed=" + SEED + ", " + order());
    Queue<Workload> workloads = new ArrayDeque<>(wanted());
    List<String> violations = new ArrayList<>();
    int states = 0;
    for (long seed = SEED; (states < STATES && WANTED.isEmpty()) || !workloads.isEmpty(); seed++) {
      Workload next = workloads.isEmpty() ? Workloads.random(seed) : workloads.remove();
      Report report = explorer.explore(next, enough(next));
      System.out.println("  " + report);
      states += report.states();
      violations.addAll(report.violations());
      assertThat(violations).isEmpty();
    }
    System.out.println("  " + states + " states");
  }

  /** Says how to find the same once more: what is cut next depends on what was seen before. */
  private static String order() {
    return THREADS == 1
        ? "one thread: the same with -Dseed=" + SEED + " -Dthreads=1 -Dworkload="
        : THREADS + " threads, in no order: -Dthreads=1 -Dworkload= finds the same each time";
  }

  private static List<Workload> wanted() {
    if (WANTED.matches("random -?\\d{1,18}")) {
      return List.of(Workloads.random(Long.parseLong(WANTED.substring("random ".length()))));
    }
    List<Workload> all = WorkloadsTest.all();
    return IntStream.range(0, all.size())
        .filter(i -> i % ONE_WORKLOAD_IN == ONE_WORKLOAD_IN / 2 || !WANTED.isEmpty())
        .mapToObj(all::get)
        .filter(workload -> workload.name().contains(WANTED))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"trim, shared", "quarantine, restore, purge", "pins: pin, pin again, unpin"})
  @OnlyLarger
  void findsTheSameAgainOnOneThread(String name) {
    Workload workload =
        WorkloadsTest.all().stream().filter(any -> any.name().equals(name)).findAny().orElseThrow();
    Report first = onOneThread(workload);
    Report second = onOneThread(workload);
    assertThat(found(second)).isEqualTo(found(first));
    assertThat(second.built()).isCloseTo(first.built(), withinPercentage(5));
  }

  private static Report onOneThread(Workload workload) {
    return new CrashExplorer(path -> FileMedium.open(path, 200), Media::memory, SEED, 1)
        .explore(workload, AGAIN);
  }

  /**
   * What was found, but for how long it took, and for the number of cuts until there were so many
   * states. Files hold ids made by chance: where the byte that a torn write left happens to be the
   * one that was written, as one in 256 is, two cuts are one state, and another one must be made.
   */
  private static Report found(Report report) {
    return new Report(
        report.workload(),
        report.changes(),
        0,
        report.states(),
        report.again(),
        0,
        report.violations());
  }

  /**
   * Fewer must be enough where each state costs much: for stores, for maintenance, which opens all
   * of them or other homes, for files of the user, most where they are many, and where 34 packs are
   * opened.
   */
  private static int enough(Workload workload) {
    if (workload.name().equals(Workloads.MERGE)) {
      return EACH / 8;
    }
    if (MAINTENANCE.contains(workload.name()) || EXPORTS.contains(workload.name())) {
      return EACH / 8;
    }
    if (FILES.contains(workload.name())) {
      return workload.name().equals(FileWorkloads.MANY)
          ? Math.max(1, EACH / 72)
          : Math.max(1, EACH / 24);
    }
    if (workload.name().equals(PromotionWorkloads.NAME)) { // loads networks
      return EACH / 40;
    }
    return STORES.contains(workload.name()) ? EACH / 10 : EACH;
  }
}
