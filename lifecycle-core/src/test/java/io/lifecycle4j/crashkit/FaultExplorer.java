package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.DiskFault.Plan;
import io.lifecycle4j.crashkit.FaultyFileSystem.Rule;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** So often pairs are chosen anew for those of which one did not strike. */
  private static final int ROUNDS = 100;

  private final Function<Path, Medium> open;
  private final Supplier<Medium> model;
  private final int threads;
  private int enoughViolations = 3;
  private int once = 1;
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
   * Tries fewer of the faults that come once.
   *
   * @param each each of how many operations fails; all do without this
   * @return this explorer
   */
  public FaultExplorer onceFromEach(int each) {
    once = each;
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
   * @param runs how often it was run with a fault, or two, that struck
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
    int n = 0; // each kind begins elsewhere, so that with nine each operation is the first of one
    for (Fault last : series.last()) {
      int place = n++;
      work.add(() -> series.each(last, false, 1 + place % once, once));
      work.add(() -> series.each(last, true, 1 + place % lasting, lasting));
    }
    return series.report(sum(work));
  }

  /**
   * Fails pairs of operations, chosen by chance.
   *
   * @param workload the workload
   * @param pairs how many pairs, of which both strike
   * @param random chooses them
   * @return what was found
   */
  public Report pairs(Workload workload, int pairs, Random random) {
    Series series = new Series(workload);
    List<Fault> last = series.last();
    int struck = 0;
    for (int round = 0; round < ROUNDS && struck < pairs && !series.failed(); round++) {
      List<Callable<Integer>> work = new ArrayList<>();
      for (int n = struck; n < pairs; n++) {
        Fault first = Fault.by(random, last, false);
        Fault second = Fault.by(random, last, random.nextInt(4) == 0);
        work.add(() -> series.pair(first, second));
      }
      struck += sum(work);
    }
    return series.report(struck);
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

    /** Chooses a kind of fault and an operation up to the last that it can strike. */
    static Fault by(Random random, List<Fault> last, boolean forGood) {
      Fault most = last.get(random.nextInt(last.size()));
      return new Fault(most.kind, 1 + random.nextInt(most.k), forGood);
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

    private FaultRun run() {
      return new FaultRun(workload, expected, open, base, judged);
    }

    /**
     * Fails each of some operations of a kind.
     *
     * @param last the last one that it could strike in another run. If all fail, it may be a later
     *     one, as the threads want it; if some do, a run that hardly strikes is spared
     */
    int each(Fault last, boolean forGood, int first, int step) {
      int runs = 0;
      for (int k = first; !failed() && (step == 1 || k <= last.k); k += step) {
        FaultRun run = run();
        Fault fault = new Fault(last.kind, k, forGood);
        Plan plan = fault.on(run.memory());
        String problem = run.with(plan, last.kind);
        if (!plan.kth().fired()) {
          break;
        }
        runs++;
        add(problem, fault.toString());
        if (k >= UNREACHED) {
          throw new IllegalStateException(workload + " does not end: " + fault);
        }
      }
      return runs;
    }

    /** The last operation that each kind of fault can strike; none of kinds that strike none. */
    List<Fault> last() {
      FaultRun run = run();
      List<Plan> plans =
          Arrays.stream(DiskFault.values())
              .map(kind -> Fault.at(kind, UNREACHED).on(run.memory()))
              .toList();
      add(run.with(new All(plans), DiskFault.FORCE_KEPT), "no fault"); // whose cuts are judged too
      return plans.stream()
          .filter(plan -> plan.kth().counted() > 0)
          .map(plan -> Fault.at(plan.kind(), plan.kth().counted()))
          .toList();
    }

    /** Returns how many pairs struck: 1 or 0. */
    int pair(Fault first, Fault second) {
      if (failed()) {
        return 0;
      }
      FaultRun run = run();
      Plan one = first.on(run.memory());
      Plan two = second.on(run.memory());
      String problem = run.with(new All(List.of(one, two)), first.kind(), second.kind());
      add(problem, first + " and " + second);
      return one.kth().fired() && two.kth().fired() ? 1 : 0;
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

  /** Faults, each counting for itself. */
  private record All(List<Plan> plans) implements Rule {
    @Override
    public @Nullable IOException fault(FaultyFileSystem.Operation operation, Path path) {
      IOException first = null;
      for (Plan plan : plans) {
        IOException fault = plan.fault(operation, path);
        first = first == null ? fault : first;
      }
      return first;
    }

    @Override
    public @Nullable IOException opening(FaultyFileSystem.Operation operation, Path path) {
      IOException first = null;
      for (Plan plan : plans) {
        IOException fault = plan.opening(operation, path);
        first = first == null ? fault : first;
      }
      return first;
    }
  }
}
