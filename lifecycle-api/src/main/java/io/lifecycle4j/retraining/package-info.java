/**
 * Retraining: when a model is trained anew, on which rows, and what becomes of the candidate.
 *
 * <p>Start at {@link io.lifecycle4j.retraining.RetrainingPolicy} and {@link
 * io.lifecycle4j.retraining.AutomatedModel#startAutomation}. Every decision and every step is an
 * entry that is kept, also the decision not to train.
 */
@NullMarked
package io.lifecycle4j.retraining;

import org.jspecify.annotations.NullMarked;
