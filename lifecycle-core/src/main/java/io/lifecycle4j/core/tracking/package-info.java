/**
 * Runs in journals: one shared catalog, and a journal for each run.
 *
 * <p>Start at {@link io.lifecycle4j.core.tracking.Tracking}.
 */
@NullMarked
package io.lifecycle4j.core.tracking;

import org.jspecify.annotations.NullMarked;
