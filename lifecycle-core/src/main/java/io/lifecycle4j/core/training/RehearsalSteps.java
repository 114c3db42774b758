package io.lifecycle4j.core.training;

import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.training.Rehearsal.Part;
import io.lifecycle4j.training.Rehearsal.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The steps of one rehearsal so far, and the one under way. Thread-safe. */
public final class RehearsalSteps {
  private final String what;
  private final List<Step> steps = new ArrayList<>();
  private Part now = Part.PREPARE;
  private long start = System.nanoTime();

  /**
   * Begins with the preparation.
   *
   * @param what begins messages, such as {@code Rehearsal of rides}
   */
  public RehearsalSteps(String what) {
    this.what = what;
  }

  /** Ends the step under way, and begins another one. */
  public synchronized void next(String result, Part next) {
    end(result);
    now = next;
  }

  /** Ends the last step. */
  public synchronized void end(String result) {
    long end = System.nanoTime();
    add(now, Duration.ofNanos(end - start), result);
    start = end;
  }

  /** Adds a step whose time is part of another one, or that was left out. */
  public synchronized void add(Part part, Duration time, String result) {
    steps.add(new Step(part, time, result));
  }

  /** Returns the steps that succeeded. */
  public synchronized List<Step> all() {
    return List.copyOf(steps);
  }

  /** Returns a failure that names the step under way. */
  public synchronized RuntimeException failed(RuntimeException cause) {
    return cause instanceof OperationInterruptedException
        ? cause
        : new TrainingFailedException(
            what + " failed at the step " + now.word() + ": " + cause.getMessage(), cause);
  }
}
