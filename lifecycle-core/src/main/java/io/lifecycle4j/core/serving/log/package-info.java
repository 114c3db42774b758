/**
 * The log of predictions: written in the background, one journal for each session, and read.
 *
 * <p>Start at {@link io.lifecycle4j.core.serving.log.PredictionLog} and {@link
 * io.lifecycle4j.core.serving.log.LogReading}.
 */
@NullMarked
package io.lifecycle4j.core.serving.log;

import org.jspecify.annotations.NullMarked;
