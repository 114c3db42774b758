package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * Counts of logged, waiting and lost predictions since a model was opened.
 *
 * <p>Each prediction is logged, waiting or lost; {@code answered} is the sum of the three, all
 * taken at one moment. Rejected and failed inputs count as well. Logged predictions survive process
 * death; waiting ones do not.
 *
 * @param state whether predictions are logged
 * @param answered the number of inputs that were predicted, rejected or failed; 0 while the log is
 *     {@link State#OFF}
 * @param logged the number of predictions in the log
 * @param waiting the number of predictions that are not written yet, possibly because the disk
 *     fails
 * @param lost the number of predictions that will never be written, because too many were waiting,
 *     the disk lost them, or the {@code toString} of the answer threw
 * @param failure the message of the most recent failure, or an empty text
 */
public record PredictionLogStatus(
    State state, long answered, long logged, long waiting, long lost, String failure) {
  /** Checks the parts. */
  public PredictionLogStatus {
    required(state, "state");
    required(failure, "failure");
    check(
        logged >= 0 && waiting >= 0 && lost >= 0 && answered == logged + waiting + lost,
        "Invalid status of a log: %s answered, %s logged, %s waiting, %s lost"
            + " (the first must be the sum of the others, and none negative)",
        answered,
        logged,
        waiting,
        lost);
  }

  /** Whether predictions are logged. */
  public enum State {
    /** Nothing is logged: the home is open read-only. */
    OFF,
    /** The last attempt to write succeeded, or none was made yet. */
    WRITING,
    /** The last attempt to write failed, and is retried until it succeeds. */
    FAILING,
    /** The model is closed: an answer that comes later is counted as lost. */
    CLOSED
  }

  /**
   * Returns the status of a log that is off.
   *
   * @return the status {@link State#OFF}, with all counts zero
   */
  public static PredictionLogStatus off() {
    return new PredictionLogStatus(State.OFF, 0, 0, 0, 0, "");
  }
}
