/**
 * Evaluation of a model on rows it was not trained on.
 *
 * <p>Start at {@link io.lifecycle4j.evaluation.Evaluation}.
 */
@NullMarked
package io.lifecycle4j.evaluation;

import org.jspecify.annotations.NullMarked;
