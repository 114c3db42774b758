package io.lifecycle4j.core.training;

import io.lifecycle4j.core.error.ShutdownHook;
import io.lifecycle4j.core.tracking.KillableRun;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.training.TrainingState;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Copies the states of one training to another home, from which any home can resume it.
 *
 * <p>The copy is a run of the same experiment there, which ends with the training. If that home
 * fails, the training goes on: this is logged once, and a tag of the run says so.
 */
public final class OutsideStates {
  /** The tag of a copy that names the runs of the training, which are in several homes. */
  private static final String COPIES = "copies";

  private static final String LOST = "statesNotCopied";

  private final @Nullable Run run;
  private final @Nullable Run copy;
  private final Logger log;
  private volatile boolean lost;

  private OutsideStates(@Nullable Run run, @Nullable Run copy, Logger log) {
    this.run = run;
    this.copy = copy;
    this.log = log;
  }

  /**
   * Begins the copy of a training, or goes on with it.
   *
   * @param outside where to; null if nothing is copied
   * @param resumed the training that goes on; null if it begins
   * @throws io.lifecycle4j.error.ConflictException if a training is resumed from a copy to which
   *     another process adds
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // the other home must not end the training
  public static OutsideStates of(
      @Nullable Experiments outside, String model, Run run, @Nullable ResumedTraining resumed) {
    if (outside == null) {
      return none();
    }
    Logger log = ModelTraining.LOG;
    if (resumed != null && resumed.isElsewhere()) {
      return new OutsideStates(run, goOn(outside, resumed.run(), resumed, run.id()), log);
    }
    try {
      return new OutsideStates(run, begin(outside, model, run.id(), resumed), log);
    } catch (RuntimeException e) {
      OutsideStates none = new OutsideStates(run, null, log);
      none.lose(e);
      return none;
    }
  }

  /** Returns what copies nothing. */
  static OutsideStates none() {
    return new OutsideStates(null, null, ModelTraining.LOG);
  }

  private static Run begin(
      Experiments outside, String model, String id, @Nullable ResumedTraining resumed) {
    Optional<RunRecord> before =
        resumed == null
            ? Optional.empty()
            : find(outside, model, id).filter(known -> known.status() != RunStatus.FINISHED);
    if (resumed != null && before.isPresent()) {
      return goOn(outside, before.get(), resumed, id);
    }
    return outside
        .newRun(model)
        .withoutEnvironment()
        .durability(Durability.POWER)
        .tag(COPIES, id)
        .start();
  }

  private static Run goOn(
      Experiments outside, RunRecord before, ResumedTraining resumed, String id) {
    Run copy =
        outside.resuming(before.id(), resumed.fromStep()).durability(Durability.POWER).start();
    return copies(before, id) ? copy : copy.tag(COPIES, before.tags().get(COPIES) + " " + id);
  }

  private static boolean copies(RunRecord copy, String id) {
    return Arrays.asList(copy.tags().getOrDefault(COPIES, "").split(" ", -1)).contains(id);
  }

  /** Finds the copy of the states of a run by its own id, or by that of the run. */
  static Optional<RunRecord> find(Experiments outside, String model, String id) {
    return outside
        .find(id)
        .or(() -> outside.runs(model).stream().filter(copy -> copies(copy, id)).findFirst());
  }

  /** Records what the training is of, unless it goes on where the copy says that already. */
  void describe(TrainingOrigin origin, String fingerprint, @Nullable ResumedTraining resumed) {
    if (resumed == null || !resumed.isElsewhere()) {
      attempt(
          to -> {
            origin.log(to);
            to.param(ResumedTraining.FINGERPRINT, fingerprint);
          });
    }
  }

  void checkpoint(long step, long progress, Content state) {
    attempt(to -> to.checkpoint(TrainingState.checkpoint(progress), step, state).flush());
  }

  void dropCheckpoint(long step, long progress, Checkpoint.Dropped why) {
    attempt(to -> drop(to, step, progress, why));
  }

  private static void drop(Run to, long step, long progress, Checkpoint.Dropped why) {
    try {
      to.dropCheckpoint(TrainingState.checkpoint(progress), step, why);
    } catch (NotFoundException e) {
      return; // it was not copied
    }
  }

  /** Adds something to do before the copy ends because the process does, not the other home. */
  void beforeKill(Runnable action) {
    if (copy instanceof KillableRun killable) {
      killable.beforeKill(
          () -> {
            if (ShutdownHook.isUnderWay()) {
              action.run();
            }
          });
    }
  }

  /** Runs a training, and ends the copy with it. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error ends the copy, too
  public <T> T during(Supplier<T> training) {
    T made;
    try {
      made = training.get();
    } catch (RuntimeException | Error e) {
      end(to -> to.fail(e));
      throw e;
    }
    end(Run::finish);
    return made;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // the other home must not end the training
  private void attempt(Consumer<? super Run> action) {
    if (copy == null) {
      return;
    }
    try {
      action.accept(copy);
    } catch (OperationInterruptedException e) {
      throw e;
    } catch (RuntimeException e) {
      lose(e);
    }
  }

  private void lose(RuntimeException e) {
    if (run != null && !lost) {
      lost = true;
      log.warn("States of run {} are not copied to the other home", run.id(), e);
      run.tag(LOST, String.valueOf(e.getMessage()));
    }
  }

  /** Ends the copy; an interrupt is deferred, since it would close the files of the other home. */
  @SuppressWarnings("checkstyle:IllegalCatch") // the other home must not end the training
  private void end(Consumer<? super Run> how) {
    if (copy == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try (Run ending = copy) {
      how.accept(ending);
    } catch (RuntimeException e) {
      log.debug("The copy of the states, run {}, has ended already or cannot end", copy.id(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
