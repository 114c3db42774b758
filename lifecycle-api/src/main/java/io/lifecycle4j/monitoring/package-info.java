/**
 * Watching a model that serves: windows of live inputs compared with its drift reference.
 *
 * <p>Start at {@link io.lifecycle4j.monitoring.DriftMonitor}; backends implement {@link
 * io.lifecycle4j.monitoring.spi.DriftDetector}.
 */
@NullMarked
package io.lifecycle4j.monitoring;

import org.jspecify.annotations.NullMarked;
