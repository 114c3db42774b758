package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.FaultyFileSystem.Rule;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of a workload on a disk that fails, and what must be true of it. */
final class FaultRun {
  private static final int CHOICES = 8;

  /** Stands for a number of probes: one is under way, and there or not. */
  private static final int PROBING = -1;

  private final Workload workload;
  private final Expected expected;
  private final Function<Path, Medium> open;
  private final Disk base;

  /** What was found right after a power cut, in this run or in another. */
  private final Set<Object> judged;

  private final Disk disk;
  private final MemoryFileSystem memory;
  private final BitSet done = new BitSet();

  /** Steps that may be there or not: of unknown outcome, or acknowledged for less than a force. */
  private final BitSet either = new BitSet();

  /** Steps that were acknowledged for as long as the power is on. */
  private final BitSet untilPowerCut = new BitSet();

  private boolean failed;
  private boolean leaving;
  private Runnable healed = () -> {};

  FaultRun(
      Workload workload,
      Expected expected,
      Function<Path, Medium> open,
      Disk base,
      Set<Object> judged) {
    this.workload = workload;
    this.expected = expected;
    this.open = open;
    this.base = base;
    this.judged = judged;
    this.disk = new Disk(base);
    this.memory = new MemoryFileSystem(disk);
  }

  MemoryFileSystem memory() {
    return memory;
  }

  /** Says what is done when the steps are over and nothing fails any more. */
  FaultRun onceHealed(Runnable action) {
    healed = action;
    return this;
  }

  /** Lets channels stay open: an error may come between opening one and keeping it. */
  FaultRun leavingChannels() {
    leaving = true;
    return this;
  }

  /** Runs the workload and returns what was wrong, or null. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever else it throws is what the kit looks for
  @Nullable String with(Rule rule, DiskFault... kinds) {
    boolean losesData = Arrays.stream(kinds).anyMatch(DiskFault::losesData);
    FaultyFileSystem files = new FaultyFileSystem(memory);
    Path home = files.path(memory.getPath(Recording.HOME));
    try {
      Session session = new Session(open, home);
      files.fail(rule);
      for (int i = 0; i < workload.steps().size(); i++) {
        step(i, session, losesData);
      }
      files.heal();
      healed.run();
      String problem = answers(session);
      LifecycleException closing = thrown(session::close);
      if (closing != null) {
        checkExplained(closing);
      }
      if (problem == null && !leaving && files.openChannels() + memory.openChannels() > 0) {
        problem = files.openChannels() + memory.openChannels() + " channels stay open";
      }
      int closed = disk.position();
      problem = problem != null ? problem : reopened();
      boolean losesPages = Arrays.stream(kinds).anyMatch(DiskFault::losesPages);
      return problem != null || losesData || !losesPages ? problem : powerCuts(closed);
    } catch (RuntimeException | AssertionError e) {
      StackTraceElement[] trace = e.getStackTrace();
      return "throws " + e + (trace.length == 0 ? "" : " at " + trace[0]);
    }
  }

  private void step(int i, Session session, boolean losesData) {
    Workload.Step step = workload.steps().get(i);
    LifecycleException thrown = thrown(() -> step.finish(session));
    if (thrown == null) {
      boolean certain =
          step.durability() == Durability.POWER
              || (step.durability() == Durability.PROCESS && !losesData);
      (certain ? done : either).set(i);
      untilPowerCut.set(i, certain && step.durability() != Durability.POWER);
      if (step.durability() == Durability.POWER && !(failed && isOfAll(step))) {
        forced(step); // a close behind a failure promises nothing that was not said before
      }
    } else {
      checkExplained(thrown);
      failed = true;
      if (thrown instanceof UnknownOutcomeException || workload.mayRemain(step)) {
        either.set(i);
      }
    }
  }

  private static boolean isOfAll(Workload.Step step) {
    return step.part().equals(Workload.ALL);
  }

  /** What was acknowledged before in the same part survives with a step that was forced. */
  private void forced(Workload.Step forced) {
    for (int i = untilPowerCut.nextSetBit(0); i >= 0; i = untilPowerCut.nextSetBit(i + 1)) {
      String part = workload.steps().get(i).part();
      if (forced.part().equals(part) || isOfAll(forced)) {
        untilPowerCut.clear(i);
      }
    }
  }

  private static @Nullable LifecycleException thrown(Runnable action) {
    try {
      action.run();
      return null;
    } catch (LifecycleException e) {
      return e;
    } catch (CompletionException e) {
      if (e.getCause() instanceof LifecycleException cause) {
        return cause;
      }
      throw e;
    }
  }

  /** What a failing disk explains, and what an earlier failure does; never that data is damaged. */
  private void checkExplained(LifecycleException thrown) {
    boolean explained =
        thrown instanceof StorageFailedException
            || thrown instanceof UnknownOutcomeException
            || thrown instanceof OperationInterruptedException
            || thrown instanceof OverloadedException
            || isUnreadableFile(thrown)
            || (failed
                && (thrown instanceof NotFoundException || thrown instanceof ConflictException));
    if (!explained) {
      throw thrown;
    }
  }

  private boolean isUnreadableFile(LifecycleException thrown) {
    return workload.isReadingFiles()
        && thrown instanceof InvalidDataException
        && thrown.getCause() instanceof IOException;
  }

  /**
   * What is healed answers rightly, or says with a typed exception that it must be opened again.
   */
  private @Nullable String answers(Session session) {
    String[] problem = new String[1];
    LifecycleException thrown =
        thrown(() -> problem[0] = judge(workload.look(session), 0, "healed, it shows "));
    if (thrown != null) {
      checkExplained(thrown);
    }
    return problem[0];
  }

  private @Nullable String reopened() {
    try (Session session = Recording.session(disk, open)) {
      String problem = judge(workload.look(session), 0, "reopened, it shows ");
      if (problem != null) {
        return problem;
      }
      workload.probe().finish(session);
      return judge(workload.look(session), 1, "after one more write it shows ");
    }
  }

  /**
   * Cuts the power, before and after the home was opened again, and in between: what was
   * acknowledged for that must not have relied on a force behind the one that failed, and the
   * recovery may be cut anywhere.
   */
  private @Nullable String powerCuts(int closed) {
    done.andNot(untilPowerCut);
    either.or(untilPowerCut);
    String problem = powerCut(closed, 0);
    int opened = disk.position();
    if (problem == null && opened > closed) {
      problem = powerCut(closed + new Random(opened).nextInt(opened - closed), PROBING);
    }
    return problem != null ? problem : powerCut(opened, 1);
  }

  private @Nullable String powerCut(int length, int probes) {
    Cut cut = new Cut(base, disk.trace(), length);
    String[] problem = new String[1];
    cut.choices(
        CHOICES,
        new Random(length),
        choice -> {
          Disk left = cut.build(choice, Disk::new);
          Object state = List.of(left.hash(), probes, done.clone(), either.clone());
          if (problem[0] == null && judged.add(state)) {
            problem[0] = look(left, probes, () -> "after a power cut " + cut.describe(choice));
          }
        });
    return problem[0];
  }

  private @Nullable String look(Disk left, int probes, Supplier<String> when) {
    try (Session session = Recording.session(left, open)) {
      String problem = judge(workload.look(session), probes, "\n  it shows ");
      return problem == null ? null : when.get() + problem;
    } catch (LifecycleException e) {
      return when.get() + "\n  it throws " + e;
    }
  }

  private @Nullable String judge(Map<String, Object> seen, int probes, String when) {
    if (probes == PROBING) {
      return judge(seen, 1, when) == null ? null : judge(seen, 0, when);
    }
    for (Map.Entry<String, Object> part : seen.entrySet()) {
      if (!explained(part, probes)) {
        return String.format(
            "%s%s in '%s'%n    though acknowledged were steps %s and perhaps %s",
            when, part.getValue(), part.getKey(), done, either);
      }
    }
    return null;
  }

  private boolean explained(Map.Entry<String, Object> part, int probes) {
    List<Integer> open = either.stream().boxed().toList();
    for (int bits = 0; bits < 1 << open.size(); bits++) {
      BitSet steps = (BitSet) done.clone();
      for (int i = 0; i < open.size(); i++) {
        if (((bits >> i) & 1) != 0) {
          steps.set(open.get(i));
        }
      }
      if (part.getValue().equals(expected.after(steps, probes).get(part.getKey()))) {
        return true;
      }
    }
    return false;
  }
}
