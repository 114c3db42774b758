package io.lifecycle4j.monitoring;

/** The severity of an alert, lowest first. */
public enum AlertSeverity {
  /** The change is certain, but small. It can wait. */
  INFO,

  /** The change is likely to matter. */
  WARNING,

  /** The change is large, in something that the model depends on. */
  CRITICAL
}
