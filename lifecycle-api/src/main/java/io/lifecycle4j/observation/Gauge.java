package io.lifecycle4j.observation;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.function.DoubleSupplier;

/**
 * A value that can be read at any time.
 *
 * @param measure what is measured
 * @param subject the model, or the home
 * @param value reads it; NaN while it cannot be read, for instance because the model is closed,
 *     which does not hold for counts; thread-safe and never throws
 */
public record Gauge(Measure measure, ObservedSubject subject, DoubleSupplier value) {
  /** Checks the parts. */
  public Gauge {
    required(measure, "measure");
    required(subject, "subject");
    required(value, "value");
  }

  /** What can be measured. Constants may be added. Ids never change. */
  public enum Measure {
    /** Calls of {@code predict} in progress on a model. */
    CALLS_IN_PROGRESS("calls.in.progress"),
    /** Predictions of a model that wait to be written to its log. */
    PREDICTIONS_PENDING("predictions.pending"),
    /** Predictions of a model that will not be in its log, since the home was opened. */
    PREDICTIONS_LOST("predictions.lost", true),
    /** Calls on a model that wait for their turn, within its limits or for a thread. */
    CALLS_WAITING("calls.waiting"),
    /**
     * Calls on a model that did not run, as limits rejected them or nothing served, since the home
     * was opened.
     */
    CALLS_REJECTED("calls.rejected", true),
    /** Inputs of a model whose answer was rejected, since the home was opened. */
    ANSWERS_INVALID("answers.invalid", true),
    /** Predictions of a model that listeners missed, since the home was opened. */
    PREDICTIONS_MISSED("predictions.missed", true),
    /** The number of the version that serves in this process; 0 for a function or none. */
    VERSION_SERVING("version.serving"),
    /**
     * Versions and functions that are loaded in this process to answer, such as the one that
     * serves, the one before, a canary and a fallback. A shadow is not counted.
     */
    VERSIONS_LOADED("versions.loaded"),
    /**
     * Bytes of all blobs of the home. Reading it lists the blobs, at most once a minute; in
     * between, it is the last value.
     */
    HOME_BYTES("home.bytes"),
    /**
     * Bytes of all journals of the home; NaN if the storage does not know. Reading it lists their
     * files, at most once a minute; in between, it is the last value.
     */
    JOURNAL_BYTES("journal.bytes"),
    /** Bytes that can still be written where the home is; NaN if the storage does not know. */
    DISK_FREE("disk.free");

    private final String id;
    private final boolean cumulative;

    Measure(String id) {
      this(id, false);
    }

    Measure(String id, boolean cumulative) {
      this.id = id;
      this.cumulative = cumulative;
    }

    /**
     * Returns the name for a meter.
     *
     * @return lower-case words joined by dots, such as {@code predictions.pending}
     */
    public String id() {
      return id;
    }

    /**
     * Returns whether the value only grows while the home is open, so that a counter fits it. It
     * includes earlier openings of the model.
     *
     * @return true for a count of what happened since the home was opened
     */
    public boolean isCumulative() {
      return cumulative;
    }
  }
}
