/**
 * One seam for metrics and traces: what the library does, when it starts and how it ends.
 *
 * <p>Start at {@link io.lifecycle4j.observation.LifecycleObserver}. The library itself observes
 * nothing.
 */
@NullMarked
package io.lifecycle4j.observation;

import org.jspecify.annotations.NullMarked;
