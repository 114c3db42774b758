package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.DiskFault.Plan;
import io.lifecycle4j.crashkit.FaultyFileSystem.Rule;
import io.lifecycle4j.storage.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a workload again and again, each time with another operation failing, until none is left.
 *
 * <p>Whatever fails, and in which of the nine ways, once or for good: every write answers or throws
 * a typed exception, nothing stays open, and after reopening on a healed disk everything
 * acknowledged is there and of what failed as much as its exception says. After a failed force the
 * power fails too: no later force may have been believed.
 */
public final class FaultExplorer {
  private static final int UNREACHED = 10_000;

  private final Function<Path, Medium> open;
  private final Supplier<Medium> model;
  private final int threads;
  private int enoughViolations = 3;
  private int lasting = 1;

  /**
   * Creates an explorer.
   *
   * @param open opens what is under test
   * @param model opens an empty medium that shows what must be seen
   * @param threads how many runs are made at once
   */
  public FaultExplorer(Function<Path, Medium> open, Supplier<Medium> model, int threads) {
    this.open = open;
    this.model = model;
    this.threads = threads;
  }

  /**
   * Gives up at the first violation: enough for who only asks whether there is one.
   *
   * @return this explorer
   */
  public FaultExplorer untilFirst() {
    enoughViolations = 1;
    return this;
  }

  /**
   * Tries fewer of the faults that stay, which cost as much as those that come once.
   *
   * @param each each of how many operations is the first that fails for good; all are without this
   * @return this explorer
   */
  public FaultExplorer lastingFromEach(int each) {
    lasting = each;
    return this;
  }

  /**
   * What was found.
   *
   * @param workload the workload
   * @param runs how often it was run with a fault
   * @param millis how long it took
   * @param violations what was wrong, at most a few
   */
  public record Report(String workload, int runs, long millis, List<String> violations) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-32s %6d runs with a fault, %6d ms, %d violations",
          workload,
          runs,
          millis,
          violations.size());
    }
  }

  /**
   * Fails every operation of a workload in every way: once, and for good from each or some of them.
   *
   * @param workload the workload
   * @return what was found
   */
  public Report each(Workload workload) {
    Series series = new Series(workload);
    List<Callable<Integer>> work = new ArrayList<>();
    int first = 1; // another for each kind, so that with nine each operation is the first of one
    for (DiskFault kind : DiskFault.values()) {
      int from = first;
      work.add(() -> series.each(kind, false, 1, 1));
      work.add(() -> series.each(kind, true, from, lasting));
      first = 1 + first % lasting;
    }
    return series.report(sum(work));
  }

  /**
   * Fails pairs of operations, chosen by chance.
   *
   * @param workload the workload
   * @param pairs how many pairs
   * @param random chooses them
   * @return what was found
   */
  public Report pairs(Workload workload, int pairs, Random random) {
    Series series = new Series(workload);
    int changes = Recording.of(workload, open, Disk::new).trace().size();
    List<Callable<Integer>> work = new ArrayList<>();
    for (int n = 0; n < pairs; n++) {
      Fault first = Fault.by(random, changes, false);
      Fault second = Fault.by(random, changes, random.nextInt(4) == 0);
      work.add(() -> series.pair(first, second));
    }
    return series.report(sum(work));
  }

  /**
   * Fails one pair of operations: that of a run which found something once.
   *
   * @param workload the workload
   * @param first a fault
   * @param second another one
   * @return what was found
   */
  public Report pair(Workload workload, Fault first, Fault second) {
    Series series = new Series(workload);
    return series.report(series.pair(first, second));
  }

  /** Does pieces of work, some of them at once, and adds up what they return. */
  private int sum(List<Callable<Integer>> work) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      int sum = 0;
      for (Future<Integer> done : executor.invokeAll(work)) {
        sum += done.get();
      }
      return sum;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      executor.shutdownNow();
    }
  }

  /**
   * A fault, when it comes, and whether it stays.
   *
   * @param kind what happens
   * @param k which of the operations that it can strike it strikes, from 1
   * @param forGood whether it strikes all later ones too
   */
  public record Fault(DiskFault kind, int k, boolean forGood) {
    /**
     * Makes a fault of one operation.
     *
     * @param kind what happens
     * @param k which operation, from 1
     * @return the fault
     */
    public static Fault at(DiskFault kind, int k) {
      return new Fault(kind, k, false);
    }

    /**
     * Makes a fault of one operation and all later ones.
     *
     * @param kind what happens
     * @param k which operation is the first, from 1
     * @return the fault
     */
    public static Fault from(DiskFault kind, int k) {
      return new Fault(kind, k, true);
    }

    static Fault by(Random random, int changes, boolean forGood) {
      DiskFault[] kinds = DiskFault.values();
      return new Fault(kinds[random.nextInt(kinds.length)], 1 + random.nextInt(changes), forGood);
    }

    Plan on(MemoryFileSystem files) {
      return kind.plan(k, forGood, files);
    }

    @Override
    public String toString() {
      return kind + (forGood ? " from operation " : " at operation ") + k;
    }
  }

  /** All runs of one workload. Thread-safe. */
  private final class Series {
    private final Workload workload;
    private final Disk base;
    private final Expected expected;
    private final Set<Object> judged = ConcurrentHashMap.newKeySet();
    private final long begin = System.nanoTime();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    Series(Workload workload) {
      this.workload = workload;
      this.base = Recording.prepared(workload, open);
      this.expected = new Expected(workload, model);
    }

    private boolean failed() {
      return violations.size() >= enoughViolations;
    }

    int each(DiskFault kind, boolean forGood, int first, int step) {
      int runs = 0;
      for (int k = first; k < UNREACHED && !failed(); k += step) {
        FaultRun run = new FaultRun(workload, expected, open, base, judged);
        Fault fault = new Fault(kind, k, forGood);
        Plan plan = fault.on(run.memory());
        String problem = run.with(plan, kind);
        if (!plan.kth().fired()) {
          break;
        }
        runs++;
        add(problem, fault.toString());
      }
      return runs;
    }

    int pair(Fault first, Fault second) {
      if (failed()) {
        return 0;
      }
      FaultRun run = new FaultRun(workload, expected, open, base, judged);
      Rule both = new Both(first.on(run.memory()), second.on(run.memory()));
      add(run.with(both, first.kind(), second.kind()), first + " and " + second);
      return 1;
    }

    private void add(@Nullable String problem, String what) {
      if (problem != null) {
        violations.add(workload + ": " + what + "\n  " + problem);
      }
    }

    Report report(int runs) {
      long millis = (System.nanoTime() - begin) / 1_000_000;
      return new Report(workload.name(), runs, millis, List.copyOf(violations));
    }
  }

  /** Two faults, each counting for itself. */
  private record Both(Rule first, Rule second) implements Rule {
    @Override
    public @Nullable IOException fault(FaultyFileSystem.Operation operation, Path path) {
      IOException one = first.fault(operation, path);
      IOException two = second.fault(operation, path);
      return one != null ? one : two;
    }

    @Override
    public @Nullable IOException opening(FaultyFileSystem.Operation operation, Path path) {
      IOException one = first.opening(operation, path);
      IOException two = second.opening(operation, path);
      return one != null ? one : two;
    }
  }
}
