/**
 * Experiments and their runs: what was tried, with which settings, and what came out.
 *
 * <p>Start at {@link io.lifecycle4j.tracking.Experiments}. Backends implement {@link
 * io.lifecycle4j.tracking.spi.ExperimentTracker}.
 */
@NullMarked
package io.lifecycle4j.tracking;

import org.jspecify.annotations.NullMarked;
