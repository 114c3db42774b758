/**
 * Metrics of a model on rows it was not trained on, kept row by row so that two models can be
 * compared in pairs.
 *
 * <p>Start at {@link io.lifecycle4j.core.evaluation.ScoredRows}.
 */
@NullMarked
package io.lifecycle4j.core.evaluation;

import org.jspecify.annotations.NullMarked;
