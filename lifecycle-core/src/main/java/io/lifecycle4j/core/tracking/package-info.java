/**
 * Runs in journals: one shared catalog, and for each run a journal of its own.
 *
 * <p>Start at {@link io.lifecycle4j.core.tracking.Tracking}.
 */
@NullMarked
package io.lifecycle4j.core.tracking;

import org.jspecify.annotations.NullMarked;
