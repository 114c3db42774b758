/**
 * Implemented by drift detectors.
 *
 * <p>Start at {@link io.lifecycle4j.monitoring.spi.DriftDetector}.
 */
@NullMarked
package io.lifecycle4j.monitoring.spi;

import org.jspecify.annotations.NullMarked;
