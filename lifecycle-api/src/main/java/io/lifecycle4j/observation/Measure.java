package io.lifecycle4j.observation;

import java.util.Optional;

/**
 * What a gauge can measure. Constants may be added. Ids never change.
 *
 * <p>Drift, alerts, shadows and live quality are read from the home on a thread of the library, at
 * most every 30 seconds and only while gauges are read; in between, a gauge is what was read last.
 */
public enum Measure {
  /** Calls of {@code predict} in progress on a model. */
  CALLS_IN_PROGRESS("calls.in.progress", "Calls of predict in progress"),
  /** Predictions of a model that wait to be written to its log. */
  PREDICTIONS_PENDING("predictions.pending", "Predictions that wait to be written to the log"),
  /** Predictions of a model that will not be in its log, since the home was opened. */
  PREDICTIONS_LOST("predictions.lost", "Predictions that will not be in the log", Form.COUNT),
  /** Calls on a model that wait for their turn, within its limits or for a thread. */
  CALLS_WAITING("calls.waiting", "Calls that wait for their turn"),
  /**
   * Calls on a model that did not run, since the home was opened. By reason: {@code full} if as
   * many calls waited as its limits allow, {@code late} if they could not be answered by their
   * deadline, {@code unavailable} if nothing served.
   */
  CALLS_REJECTED("calls.rejected", "Calls that did not run", Form.BY_REASON),
  /**
   * Runs of the versions and functions of a model, since the home was opened. Calls that share a
   * run count as one.
   */
  PREDICT_RUNS("predict.runs", "Runs of versions and functions, which calls may share", Form.COUNT),
  /** Inputs of a model whose answer was rejected, since the home was opened. */
  ANSWERS_INVALID("answers.invalid", "Inputs whose answer was rejected", Form.COUNT),
  /** Predictions of a model that listeners missed, since the home was opened. */
  PREDICTIONS_MISSED("predictions.missed", "Predictions that listeners missed", Form.COUNT),
  /** The number of the version that serves in this process; 0 for a function or none. */
  VERSION_SERVING(
      "version.serving", "The number of the version that serves, 0 for a function or none"),
  /**
   * How often a version or function began to serve in this process in the place of another one or
   * of none, since the home was opened. A version under rollout serves once it is promoted.
   */
  VERSION_CHANGES("version.changes", "Times that another version began to serve", Form.COUNT),
  /**
   * Versions and functions that are loaded in this process to answer, such as the one that serves,
   * the one before, a canary and a fallback. A shadow is not counted.
   */
  VERSIONS_LOADED("versions.loaded", "Versions and functions that are loaded to answer"),
  /**
   * Bytes of all blobs of the home. Reading it lists the blobs, at most once a minute; in between,
   * it is the last value.
   */
  HOME_SIZE("home.size", "Bytes of all blobs of the home", Form.BYTES),
  /**
   * Bytes of all journals of the home; NaN if the storage does not know. Reading it lists their
   * files, at most once a minute; in between, it is the last value.
   */
  JOURNAL_SIZE("journal.size", "Bytes of all journals of the home", Form.BYTES),
  /** Bytes that can still be written where the home is; NaN if the storage does not know. */
  DISK_FREE("disk.free", "Bytes that can still be written where the home is", Form.BYTES),
  /**
   * The effect size of the drift of a column in the newest window of a model, whichever process
   * judged it.
   */
  DRIFT_EFFECT("drift.effect", "Effect size of the drift in the newest window", Form.BY_COLUMN),
  /** The adjusted p-value of a column in the newest window of a model. */
  DRIFT_P("drift.p", "Adjusted p-value of a column in the newest window", Form.BY_COLUMN),
  /** How many columns of a model drifted in its newest window; NaN before the first. */
  DRIFT_COLUMNS("drift.columns", "Columns that drifted in the newest window", Form.COLUMNS),
  /** The time since the newest window of a model ended; NaN before the first. */
  DRIFT_AGE("drift.age", "Time since the newest window was closed", Form.SECONDS),
  /** The open alerts of a model. */
  ALERTS_OPEN("alerts.open", "Open alerts"),
  /** Predictions that the running shadow of a model has repeated in this process. */
  SHADOW_COMPARED(
      "shadow.compared", "Predictions that the running shadow repeated", Form.PREDICTIONS),
  /** Those for which the shadow predicted something else. */
  SHADOW_DIFFERENT("shadow.different", "Those for which it had another answer", Form.PREDICTIONS),
  /**
   * A metric of the version in production, by the labels of its latest predictions. Only with
   * {@linkplain LifecycleObserver#liveQuality live quality}.
   */
  QUALITY_VALUE("quality.value", "Metric by labels of the latest time", Form.BY_METRIC),
  /** The share of those predictions that have a label, from 0 to 1. */
  QUALITY_COVERAGE("quality.coverage", "Share of predictions of the latest time that have a label"),
  /** How many of those predictions have a label. */
  QUALITY_LABELLED(
      "quality.labelled", "Predictions of the latest time that have a label", Form.PREDICTIONS);

  private final String id;
  private final String description;
  private final Form form;

  Measure(String id, String description) {
    this(id, description, Form.PLAIN);
  }

  Measure(String id, String description, Form form) {
    this.id = id;
    this.description = description;
    this.form = form;
  }

  /** How a measure is shown: its unit, and its part; empty for none. */
  private enum Form {
    PLAIN("", ""),
    COUNT("", ""),
    BYTES("bytes", ""),
    SECONDS("seconds", ""),
    COLUMNS("columns", ""),
    PREDICTIONS("predictions", ""),
    BY_COLUMN("", "column"),
    BY_REASON("", "reason"),
    BY_METRIC("", "metric");

    private final Optional<String> unit;
    private final Optional<String> part;

    Form(String unit, String part) {
      this.unit = Optional.of(unit).filter(text -> !text.isEmpty());
      this.part = Optional.of(part).filter(text -> !text.isEmpty());
    }
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
   * Returns what is measured, for people.
   *
   * @return a phrase, without a full stop
   */
  public String description() {
    return description;
  }

  /**
   * Returns the unit, for metrics libraries that append it to the name.
   *
   * @return the unit, such as {@code bytes}; empty if the id says what is counted
   */
  public Optional<String> unit() {
    return form.unit;
  }

  /**
   * Returns what the gauges of one model differ by, for the name of an attribute.
   *
   * @return such as {@code column}; empty if a model has one gauge of the measure
   */
  public Optional<String> part() {
    return form.part;
  }

  /**
   * Returns whether the value only grows while the home is open, so that a counter fits it. It
   * includes earlier openings of the model.
   *
   * @return true for a count of what happened since the home was opened
   */
  public boolean isCumulative() {
    return form == Form.COUNT || form == Form.BY_REASON;
  }
}
