package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.FaultExplorer.Report;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.FaultyFileSystem.Rule;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a workload again and again, each time with an {@code Error} elsewhere on the threads that
 * write a home, until there is no other place.
 *
 * <p>Wherever it comes, every write answers or throws a typed exception, and after reopening
 * everything acknowledged is there, nothing that was said not to be, and one more write works.
 */
public final class ErrorExplorer {
  private static final int ENOUGH_VIOLATIONS = 3;
  private static final int UNREACHED = 1_000_000;
  private static final Rule NONE = (operation, path) -> null;

  private final Function<Path, Medium> open;
  private final Supplier<Medium> model;

  /**
   * Creates an explorer.
   *
   * @param open opens what is under test
   * @param model opens an empty medium that shows what must be seen
   */
  public ErrorExplorer(Function<Path, Medium> open, Supplier<Medium> model) {
    this.open = open;
    this.model = model;
  }

  /**
   * Throws errors at each operation of files, before it is done and afterwards.
   *
   * @param workload the workload
   * @param step each of how many operations throws; all do with 1
   * @return what was found
   */
  public Report operations(Workload workload, int step) {
    Series series = new Series(workload);
    for (boolean late : new boolean[] {false, true}) {
      boolean more = true;
      for (int k = 1; more && series.goesOn(); k += step) {
        Thrower thrower = new Thrower(k, late);
        series.add(series.run().with(thrower), (late ? "behind" : "before") + " operation " + k);
        more = thrower.left <= 0;
      }
    }
    return series.report();
  }

  /**
   * Throws errors where methods are entered and left.
   *
   * @param workload the workload, on a library changed by {@link CountedErrors}
   * @param step each of how many places throws; all do with 1
   * @return what was found
   */
  public Report calls(Workload workload, int step) {
    Series series = new Series(workload);
    boolean more = true;
    for (int n = 1; more && series.goesOn(); n += step) {
      int[] left = new int[1];
      FaultRun run = series.run().leavingChannels().onceHealed(() -> left[0] = CountedErrors.end());
      CountedErrors.at(n);
      try {
        series.add(run.with(NONE), "place " + n);
      } finally {
        left[0] += CountedErrors.end();
      }
      more = left[0] <= 0;
    }
    return series.report();
  }

  /** Throws at the k-th operation of a thread that writes. */
  private static final class Thrower implements Rule {
    private final int k;
    private final boolean late;
    private volatile int left;

    Thrower(int k, boolean late) {
      this.k = k;
      this.late = late;
      this.left = k;
    }

    @Override
    public synchronized @Nullable IOException fault(Operation operation, Path path) {
      if (!CountedErrors.isHere() || --left != 0) {
        return null;
      }
      Error error = CountedErrors.error(k);
      if (late) {
        return new LateFault(error);
      }
      throw error;
    }
  }

  /** All runs of one workload. */
  private final class Series {
    private final Workload workload;
    private final Disk base;
    private final Expected expected;
    private final long begin = System.nanoTime();
    private final List<String> violations = new ArrayList<>();
    private int runs;

    Series(Workload workload) {
      this.workload = workload;
      this.base = Recording.prepared(workload, open);
      this.expected = new Expected(workload, model);
    }

    boolean goesOn() {
      if (runs >= UNREACHED) {
        throw new IllegalStateException(workload + " does not end");
      }
      return violations.size() < ENOUGH_VIOLATIONS;
    }

    FaultRun run() {
      return new FaultRun(workload, expected, open, base, new HashSet<>());
    }

    void add(@Nullable String problem, String where) {
      runs++;
      if (problem != null) {
        violations.add(workload + ": an error " + where + "\n  " + problem);
      }
    }

    Report report() {
      long millis = (System.nanoTime() - begin) / 1_000_000;
      return new Report(workload.name(), runs, millis, violations);
    }
  }
}
