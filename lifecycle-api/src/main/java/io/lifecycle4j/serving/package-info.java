/**
 * Serving: predictions for live inputs.
 *
 * <p>Start at {@link io.lifecycle4j.serving.ServedModel}, which predicts, and {@link
 * io.lifecycle4j.serving.PredictionHistory}, which reads the log. A {@link
 * io.lifecycle4j.serving.Shadow} or a {@link io.lifecycle4j.serving.Rollout} tries a version on
 * live traffic. A custom {@link io.lifecycle4j.serving.Predictor} can be served with the prediction
 * log and drift monitoring, like any model.
 */
@NullMarked
package io.lifecycle4j.serving;

import org.jspecify.annotations.NullMarked;
