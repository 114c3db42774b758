/**
 * Comparisons with raw DJL, each side in a process of its own, and micro-benchmarks.
 *
 * <p>Start at {@link io.lifecycle4j.benchmarks.Comparisons}; run {@code benchmarks/run.sh}.
 */
@NullMarked
package io.lifecycle4j.benchmarks;

import org.jspecify.annotations.NullMarked;
