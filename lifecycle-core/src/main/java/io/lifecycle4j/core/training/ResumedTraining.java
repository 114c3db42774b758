package io.lifecycle4j.core.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.training.TrainingPlan;
import io.lifecycle4j.training.TrainingState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A training that ended early, as its run recorded it. */
public final class ResumedTraining {
  static final String FINGERPRINT = "preprocessing.fingerprint";

  private final RunRecord run;
  private final TrainingOrigin origin;

  /** The newest state that can be read; null if the training begins again. */
  private final @Nullable TrainingState state;

  /** The names of newer states that cannot be read. */
  private final List<String> lost;

  /** Whether the run is the copy of one in another home. */
  private final boolean elsewhere;

  private ResumedTraining(
      RunRecord run,
      TrainingOrigin origin,
      @Nullable TrainingState state,
      List<String> lost,
      boolean elsewhere) {
    this.run = run;
    this.origin = origin;
    this.state = state;
    this.lost = lost;
    this.elsewhere = elsewhere;
  }

  /**
   * Reads what a run recorded.
   *
   * @param model the model, which is the experiment of its trainings
   * @throws NotFoundException if there is no such run
   * @throws InvalidValueException if it is no training of the model
   */
  public static ResumedTraining of(String model, Experiments experiments, String id, Logger log) {
    RunRecord run =
        experiments.find(id).orElseThrow(() -> new NotFoundException("Run does not exist: " + id));
    return of(model, experiments, run, log, false);
  }

  /**
   * Reads what was copied of a run of another home.
   *
   * @param outside where it was copied to
   * @throws NotFoundException if there is no copy
   * @throws InvalidValueException if it is no training of the model
   */
  public static ResumedTraining elsewhere(
      String model, Experiments outside, String id, Logger log) {
    RunRecord copy =
        OutsideStates.find(outside, model, id)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "Run does not exist: "
                            + id
                            + " (neither here nor where checkpoints are copied to)"));
    return of(model, outside, copy, log, true);
  }

  private static ResumedTraining of(
      String model, Experiments experiments, RunRecord run, Logger log, boolean elsewhere) {
    String id = run.id();
    check(
        run.info().experiment().equals(model) && isTraining(run),
        "Cannot resume run %s: it is no training of %s (it is of the experiment %s)",
        id,
        model,
        run.info().experiment());
    List<String> lost = new ArrayList<>();
    TrainingState state = newest(run, experiments, lost, log);
    TrainingOrigin origin = TrainingOrigin.read(experiments, id);
    return new ResumedTraining(run, origin, state, List.copyOf(lost), elsewhere);
  }

  /** Returns whether a run says what it is trained on. */
  public static boolean isTraining(RunRecord run) {
    return run.artifacts().containsKey(TrainingOrigin.NAME);
  }

  private static @Nullable TrainingState newest(
      RunRecord run, Experiments experiments, List<String> lost, Logger log) {
    List<Checkpoint> states =
        run.checkpoints().stream()
            .filter(taken -> TrainingState.progress(taken).isPresent())
            .sorted(Comparator.comparingLong(ResumedTraining::progress).reversed())
            .toList();
    for (Checkpoint taken : states) {
      try (InputStream in = experiments.checkpoint(taken)) {
        in.transferTo(OutputStream.nullOutputStream()); // its digest is verified at the end
        return new TrainingState(
            taken.step(), progress(taken), () -> experiments.checkpoint(taken));
      } catch (CorruptDataException | NotFoundException e) {
        lost.add(taken.file().name());
        log.warn(
            "A state of run {} is lost, and the one before is used: {}", run.id(), taken.file(), e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return null;
  }

  private static long progress(Checkpoint taken) {
    return TrainingState.progress(taken).orElse(0);
  }

  /** Splits the same rows in the same way, with the same parameters. */
  public TrainingPlan plan(Datasets datasets) {
    TrainingPlan.Builder plan = TrainingPlan.on(origin.split(datasets));
    origin.parameters().forEach(plan::parameter);
    return plan.build();
  }

  /** Returns whether the training began in another home, of whose run the states are copies. */
  public boolean isElsewhere() {
    return elsewhere;
  }

  /** Returns the run whose states are used. */
  RunRecord run() {
    return run;
  }

  /** Returns the first step whose metrics are logged again. */
  public long fromStep() {
    return state == null ? 0 : state.step() + 1;
  }

  Optional<TrainingState> findState() {
    return Optional.ofNullable(state);
  }

  /** Records which states are lost. */
  void logLost(Run resumed) {
    if (!lost.isEmpty()) {
      resumed.tag("lostStates", String.join(", ", lost));
    }
  }

  /** Throws if rows are prepared in another way than before. */
  void checkPreprocessing(String fingerprint) {
    Param before = run.params().get(FINGERPRINT);
    check(
        before == null || before.text().equals(fingerprint),
        "Cannot resume run %s: the preprocessing has changed (its fingerprint is %s, and was %s)",
        run.id(),
        fingerprint,
        before);
  }
}
