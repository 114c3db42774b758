/**
 * What {@code benchmarks/run.sh service} measures. No part of the service: it scans its package.
 */
@NullMarked
package io.lifecycle4j.examples.measured;

import org.jspecify.annotations.NullMarked;
