/**
 * Fits steps on training rows, and writes rows as the numbers that a network takes.
 *
 * <p>Start at {@link io.lifecycle4j.core.preprocessing.StepFitting} before a training, and at
 * {@link io.lifecycle4j.core.preprocessing.RowWriter} wherever rows are prepared: for a training
 * batch and for one request it is the same.
 */
@NullMarked
package io.lifecycle4j.core.preprocessing;

import org.jspecify.annotations.NullMarked;
