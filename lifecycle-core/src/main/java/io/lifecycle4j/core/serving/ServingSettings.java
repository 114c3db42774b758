package io.lifecycle4j.core.serving;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.serving.Batching;
import io.lifecycle4j.serving.Limits;
import io.lifecycle4j.serving.PredictionListener;
import io.lifecycle4j.serving.Predictor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model is served. Immutable.
 *
 * @param listeners hear of each prediction
 * @param predictor answers instead of a version; null if versions serve
 * @param fallback answers if no version can; null for none
 * @param limits those of calls; null for none
 * @param batching how callers share runs; null if each runs alone
 * @param rule when the version in production is rolled back; null if no rule does
 */
public record ServingSettings<I, O>(
    List<PredictionListener<? super I, ? super O>> listeners,
    @Nullable Predictor<I, O> predictor,
    @Nullable Predictor<I, O> fallback,
    @Nullable Limits limits,
    @Nullable Batching batching,
    @Nullable Condition rule) {
  public ServingSettings {
    listeners = List.copyOf(listeners);
  }
}
