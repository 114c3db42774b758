package io.lifecycle4j.monitoring;

/** How grave an alert is, the least first. */
public enum AlertSeverity {
  /** The change is certain, but small: it can wait. */
  INFO,

  /** The change is likely to matter. */
  WARNING,

  /** The change is large, in something that the model depends on. */
  CRITICAL
}
