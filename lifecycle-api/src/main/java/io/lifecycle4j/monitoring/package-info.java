/**
 * Drift monitoring, alerts and live quality of serving models.
 *
 * <p>Start at {@link io.lifecycle4j.monitoring.DriftMonitor}; backends implement {@link
 * io.lifecycle4j.monitoring.spi.DriftDetector}.
 */
@NullMarked
package io.lifecycle4j.monitoring;

import org.jspecify.annotations.NullMarked;
