/**
 * Implemented by tracking backends.
 *
 * <p>Start at {@link io.lifecycle4j.tracking.spi.ExperimentTracker}.
 */
@NullMarked
package io.lifecycle4j.tracking.spi;

import org.jspecify.annotations.NullMarked;
