/**
 * Drift monitoring: histograms of live inputs, compared window by window with rows that the trainer
 * did not learn from, under a budget of false alarms.
 *
 * <p>Start at {@link io.lifecycle4j.core.monitoring.DriftWindows}; {@link
 * io.lifecycle4j.core.monitoring.HistogramDriftDetector} holds the statistics behind it.
 */
@NullMarked
package io.lifecycle4j.core.monitoring;

import org.jspecify.annotations.NullMarked;
