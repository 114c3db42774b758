/**
 * Training a candidate: rows prepared, the trainer run on a thread of its own, the result
 * registered.
 *
 * <p>Start at {@link io.lifecycle4j.core.training.ModelTraining}.
 */
@NullMarked
package io.lifecycle4j.core.training;

import org.jspecify.annotations.NullMarked;
