package io.lifecycle4j.crashkit;

import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Runs a workload, builds every state that a power cut or the death of the process could leave, and
 * opens each with the recovery under test.
 *
 * <p>Every acknowledged write must be seen, the one under way whole or not at all, and nothing
 * else; a second opening must show the same; one more write must come behind; and the same must
 * hold when the power fails during the recovery, whether from a power cut or from the death of a
 * process. States are counted once, by a hash of their content.
 */
public final class CrashExplorer {
  /** Makes disks that do not lie. */
  public static final UnaryOperator<Disk> HONEST = Disk::new;

  private static final int ROUNDS = 50;
  private static final int LEAST_GAIN = 200;

  private final Function<Path, Medium> open;
  private final Supplier<Medium> model;
  private final long seed;
  private final int threads;
  private UnaryOperator<Disk> recorder = HONEST;
  private int enoughViolations = 3;

  /**
   * Creates an explorer.
   *
   * @param open opens what is under test
   * @param model opens an empty medium that shows what must be seen
   * @param seed chooses among the states when they are too many
   * @param threads how many states are looked at at once
   */
  public CrashExplorer(
      Function<Path, Medium> open, Supplier<Medium> model, long seed, int threads) {
    this.open = open;
    this.model = model;
    this.seed = seed;
    this.threads = threads;
  }

  /**
   * Lets everything run on disks that lie.
   *
   * @param lying makes one with the content of another
   * @return this explorer
   */
  public CrashExplorer on(UnaryOperator<Disk> lying) {
    recorder = lying;
    return this;
  }

  /**
   * Gives up at the first violation: enough for who only asks whether there is one.
   *
   * @return this explorer
   */
  public CrashExplorer untilFirst() {
    enoughViolations = 1;
    return this;
  }

  /**
   * What was found.
   *
   * @param workload the workload
   * @param changes the length of its record
   * @param built how many states were looked at, the same ones more than once
   * @param states how many different states were opened
   * @param again how many of them are from a power cut during recovery
   * @param millis how long it took
   * @param violations what was wrong, at most a few
   */
  public record Report(
      String workload,
      int changes,
      int built,
      int states,
      int again,
      long millis,
      List<String> violations) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-32s %4d changes %8d cuts %7d states, %6d of them of recovery, %6d ms, %d violations",
          workload,
          changes,
          built,
          states,
          again,
          millis,
          violations.size());
    }
  }

  /**
   * Explores a workload.
   *
   * @param workload the workload
   * @param states how many different states are enough, if a third of them are of the workload
   *     itself and not of its recovery
   * @return what was found; fewer states if there are no more
   */
  public Report explore(Workload workload, int states) {
    long start = System.nanoTime();
    Recording recording = Recording.of(workload, open, recorder);
    Exploration exploration =
        new Exploration(
            workload,
            recording,
            new Expected(workload, model),
            open,
            recorder,
            states,
            enoughViolations);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      int before = 0;
      for (int round = 0; round < ROUNDS; round++) {
        round(executor, exploration, round, states);
        int now = exploration.states();
        if (exploration.failed() || exploration.isEnough() || now - before < LEAST_GAIN) {
          break;
        }
        before = now;
      }
    } finally {
      executor.shutdown();
    }
    return new Report(
        workload.name(),
        recording.trace().size(),
        exploration.built(),
        exploration.states(),
        exploration.again(),
        (System.nanoTime() - start) / 1_000_000,
        exploration.violations());
  }

  /** Looks at all lengths of the record; what is random differs in each round. */
  private void round(ExecutorService executor, Exploration exploration, int round, int states) {
    int lengths = exploration.lengths();
    int each = Math.max(8, (states - exploration.states()) / lengths);
    List<CompletableFuture<?>> work = new ArrayList<>();
    for (int length = 0; length < lengths; length++) {
      int at = length;
      long chance = seed * 1_000_003 + exploration.name().hashCode() + 7919L * length + round;
      work.add(
          CompletableFuture.runAsync(
              () -> {
                if (round == 0) {
                  exploration.die(at, new Random(chance));
                }
                exploration.cut(at, each, new Random(chance));
              },
              executor));
    }
    work.forEach(CompletableFuture::join);
  }
}
