/**
 * Experiments and their runs: parameters, metrics, artifacts and environments.
 *
 * <p>Start at {@link io.lifecycle4j.tracking.Experiments}. Backends implement {@link
 * io.lifecycle4j.tracking.spi.ExperimentTracker}.
 */
@NullMarked
package io.lifecycle4j.tracking;

import org.jspecify.annotations.NullMarked;
