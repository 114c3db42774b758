package io.lifecycle4j.observation;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.function.DoubleSupplier;

/**
 * A value that can be read at any time.
 *
 * @param measure what is measured
 * @param subject the model, or the home
 * @param value reads it; NaN while it cannot be read, for instance because the model is closed;
 *     thread-safe and never throws
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
    /** Predictions of a model that will not be in its log, since it was opened. */
    PREDICTIONS_LOST("predictions.lost"),
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
    HOME_BYTES("home.bytes");

    private final String id;

    Measure(String id) {
      this.id = id;
    }

    /**
     * Returns the name for a meter.
     *
     * @return lower-case words joined by dots, such as {@code predictions.pending}
     */
    public String id() {
      return id;
    }
  }
}
