/**
 * Training a candidate: prepares rows, runs the trainer on a thread of its own, and describes the
 * result for registration.
 *
 * <p>Start at {@link io.lifecycle4j.core.training.ModelTraining}.
 */
@NullMarked
package io.lifecycle4j.core.training;

import org.jspecify.annotations.NullMarked;
