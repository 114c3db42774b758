/**
 * Retraining: when, on which rows, and what happens to the candidate.
 *
 * <p>Start at {@link io.lifecycle4j.retraining.RetrainingPolicy} and {@link
 * io.lifecycle4j.retraining.AutomatedModel#startAutomation}. Every step and every decision is
 * stored, including the decision not to train.
 */
@NullMarked
package io.lifecycle4j.retraining;

import org.jspecify.annotations.NullMarked;
