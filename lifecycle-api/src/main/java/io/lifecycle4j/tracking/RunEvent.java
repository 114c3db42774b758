package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.Locale;

/**
 * Something that happened in a run.
 *
 * @param time when
 * @param kind what
 * @param name the parameter, metric, tag or artifact; the status for the end
 * @param text the value of a parameter or tag, the hash of an artifact, the cause of a failure
 * @param value the value of a metric, NaN and infinities included; else 0
 * @param step the step of a metric; else 0
 */
public record RunEvent(Instant time, Kind kind, String name, String text, double value, long step) {
  /** Checks the parts. */
  public RunEvent {
    required(time, "time");
    required(kind, "kind");
    checkName(kind.name().toLowerCase(Locale.ROOT), name);
    required(text, "text of " + name);
  }

  /** What an event is about. More kinds may come: a switch needs a default branch. */
  public enum Kind {
    /** A setting, written once. */
    PARAM,
    /** A point of a metric. */
    METRIC,
    /** A remark that may be overwritten. */
    TAG,
    /** A stored file. */
    ARTIFACT,
    /** The end of the run. */
    END
  }

  /**
   * Records a setting.
   *
   * @param time when
   * @param name the parameter
   * @param value its value
   * @return the event
   */
  public static RunEvent param(Instant time, String name, String value) {
    return new RunEvent(time, Kind.PARAM, name, value, 0, 0);
  }

  /**
   * Records a point of a metric.
   *
   * @param time when
   * @param name the metric
   * @param value its value
   * @param step its step
   * @return the event
   */
  public static RunEvent metric(Instant time, String name, double value, long step) {
    return new RunEvent(time, Kind.METRIC, name, "", value, step);
  }

  /**
   * Records a remark.
   *
   * @param time when
   * @param name the tag
   * @param value its value
   * @return the event
   */
  public static RunEvent tag(Instant time, String name, String value) {
    return new RunEvent(time, Kind.TAG, name, value, 0, 0);
  }

  /**
   * Records a stored file.
   *
   * @param time when
   * @param name the artifact
   * @param blob its bytes
   * @return the event
   */
  public static RunEvent artifact(Instant time, String name, BlobId blob) {
    return new RunEvent(time, Kind.ARTIFACT, name, required(blob, "artifact").sha256(), 0, 0);
  }

  /**
   * Records the end.
   *
   * @param time when
   * @param status how it ended
   * @param cause why it failed, or nothing
   * @return the event
   */
  public static RunEvent end(Instant time, RunStatus status, String cause) {
    return new RunEvent(time, Kind.END, required(status, "status").name(), cause, 0, 0);
  }
}
