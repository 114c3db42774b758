package io.lifecycle4j.core.monitoring.alert;

import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertSeverity;
import java.util.List;
import java.util.Map;

/**
 * A cause that is present in a window.
 *
 * @param text what was seen, with figures
 * @param figures the figures by name; those that are not finite are left out
 */
public record Sighting(
    AlertCause cause,
    AlertSeverity severity,
    String text,
    Map<String, Double> figures,
    List<AlertHint> hints) {}
