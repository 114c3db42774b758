/**
 * Answers: from an input to a prediction.
 *
 * <p>Start at {@link io.lifecycle4j.serving.Prediction}. A {@link io.lifecycle4j.serving.Predictor}
 * of one's own can be served with log and drift hooks like any model.
 */
@NullMarked
package io.lifecycle4j.serving;

import org.jspecify.annotations.NullMarked;
