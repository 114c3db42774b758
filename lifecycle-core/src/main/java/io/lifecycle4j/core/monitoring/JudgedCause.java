package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertSeverity;
import java.util.Map;
import java.util.Optional;

/**
 * What a judgement says about one cause of alerts.
 *
 * @param severity how grave it is; empty if the cause is not present
 * @param text what was seen
 * @param figures the figures by name
 */
public record JudgedCause(
    AlertCause cause, Optional<AlertSeverity> severity, String text, Map<String, Double> figures) {
  /** Returns a cause that is present. */
  public static JudgedCause present(
      AlertCause cause, AlertSeverity severity, String text, Map<String, Double> figures) {
    return new JudgedCause(cause, Optional.of(severity), text, figures);
  }

  /** Returns a cause that is not present. */
  public static JudgedCause absent(AlertCause cause) {
    return new JudgedCause(cause, Optional.empty(), "", Map.of());
  }
}
