package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.DiskFault.Plan;
import io.lifecycle4j.crashkit.FaultyFileSystem.Rule;
import io.lifecycle4j.storage.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
  private static final int ENOUGH_VIOLATIONS = 3;
  private static final int UNREACHED = 10_000;

  private final Function<Path, Medium> open;
  private final Supplier<Medium> model;

  /**
   * Creates an explorer.
   *
   * @param open opens what is under test
   * @param model opens an empty medium that shows what must be seen
   */
  public FaultExplorer(Function<Path, Medium> open, Supplier<Medium> model) {
    this.open = open;
    this.model = model;
  }

  /**
   * What was found.
   *
   * @param workload the workload
   * @param runs how often it was run with a fault
   * @param violations what was wrong, at most a few
   */
  public record Report(String workload, int runs, List<String> violations) {
    @Override
    public String toString() {
      return String.format(
          "%-32s %6d runs with a fault, %d violations", workload, runs, violations.size());
    }
  }

  /**
   * Fails every operation of a workload in every way, once and for good.
   *
   * @param workload the workload
   * @return what was found
   */
  public Report each(Workload workload) {
    Disk base = Recording.prepared(workload, open);
    Expected expected = new Expected(workload, model);
    List<String> violations = new ArrayList<>();
    int runs = 0;
    for (DiskFault kind : DiskFault.values()) {
      for (boolean forGood : new boolean[] {false, true}) {
        for (int k = 1; k < UNREACHED && violations.size() < ENOUGH_VIOLATIONS; k++) {
          FaultRun run = new FaultRun(workload, expected, open, base);
          Plan plan = kind.plan(k, forGood, run.memory());
          String problem = run.with(plan, kind);
          if (!plan.kth().fired()) {
            break;
          }
          runs++;
          add(violations, problem, workload + ": " + name(kind, forGood, k));
        }
      }
    }
    return new Report(workload.name(), runs, violations);
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
    Disk base = Recording.prepared(workload, open);
    Expected expected = new Expected(workload, model);
    List<String> violations = new ArrayList<>();
    int changes = Recording.of(workload, open, Disk::new).trace().size();
    DiskFault[] kinds = DiskFault.values();
    for (int n = 0; n < pairs && violations.size() < ENOUGH_VIOLATIONS; n++) {
      FaultRun run = new FaultRun(workload, expected, open, base);
      DiskFault first = kinds[random.nextInt(kinds.length)];
      DiskFault second = kinds[random.nextInt(kinds.length)];
      int k1 = 1 + random.nextInt(changes);
      int k2 = 1 + random.nextInt(changes);
      boolean forGood = random.nextInt(4) == 0;
      Rule both =
          new Both(first.plan(k1, false, run.memory()), second.plan(k2, forGood, run.memory()));
      String problem = run.with(both, first, second);
      String what = name(first, false, k1) + " and " + name(second, forGood, k2);
      add(violations, problem, workload + ": " + what);
    }
    return new Report(workload.name(), pairs, violations);
  }

  private static String name(DiskFault kind, boolean forGood, int k) {
    return kind + (forGood ? " from operation " : " at operation ") + k;
  }

  private static void add(List<String> violations, @Nullable String problem, String what) {
    if (problem != null) {
      violations.add(what + "\n  " + problem);
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
