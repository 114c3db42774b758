/**
 * Metrics and observations of models for Micrometer.
 *
 * <p>Start at {@link io.lifecycle4j.micrometer.LifecycleMeters}, an observer of a home that
 * registers timers, counters and gauges. {@link io.lifecycle4j.micrometer.LifecycleObservations}
 * makes observations, of which tracing makes spans.
 */
@NullMarked
package io.lifecycle4j.micrometer;

import org.jspecify.annotations.NullMarked;
