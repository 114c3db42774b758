/**
 * Serving: predictions for live inputs.
 *
 * <p>Start at {@link io.lifecycle4j.serving.Prediction}. A custom {@link
 * io.lifecycle4j.serving.Predictor} can be served with the prediction log and drift monitoring,
 * like any model.
 */
@NullMarked
package io.lifecycle4j.serving;

import org.jspecify.annotations.NullMarked;
