/**
 * Statistical tests of two samples and of streams, with their effects and intervals.
 *
 * <p>Start at {@link io.lifecycle4j.core.monitoring.statistics.CountTests}, which compares rows
 * counted in the same cells.
 */
@NullMarked
package io.lifecycle4j.core.monitoring.statistics;

import org.jspecify.annotations.NullMarked;
