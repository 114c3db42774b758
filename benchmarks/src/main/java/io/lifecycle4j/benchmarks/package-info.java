/**
 * Comparisons with raw DJL, each side in a separate process, and microbenchmarks.
 *
 * <p>Start at {@link io.lifecycle4j.benchmarks.Comparisons}; run {@code benchmarks/run.sh}.
 */
@NullMarked
package io.lifecycle4j.benchmarks;

import org.jspecify.annotations.NullMarked;
