/**
 * Measuring a model on rows it has not seen.
 *
 * <p>Start at {@link io.lifecycle4j.evaluation.Evaluation}.
 */
@NullMarked
package io.lifecycle4j.evaluation;

import org.jspecify.annotations.NullMarked;
