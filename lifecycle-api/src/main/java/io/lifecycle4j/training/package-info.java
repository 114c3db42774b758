/**
 * Training: from preprocessed rows to a trained network.
 *
 * <p>Start at {@link io.lifecycle4j.training.Trainer}.
 */
@NullMarked
package io.lifecycle4j.training;

import org.jspecify.annotations.NullMarked;
