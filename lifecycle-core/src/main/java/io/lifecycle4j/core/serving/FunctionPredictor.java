package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.serving.Predictor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Calls a user's function for one input after the other.
 *
 * @param function predicts one input
 */
public record FunctionPredictor<I, O>(Function<? super I, ? extends O> function)
    implements Predictor<I, O> {
  /** Throws what the function throws; it is not called for the inputs that follow. */
  @Override
  public List<O> predict(List<? extends I> inputs) {
    List<O> answers = new ArrayList<>(inputs.size());
    inputs.forEach(input -> answers.add(answer(input)));
    return answers;
  }

  O answer(I input) {
    return Callbacks.call(() -> function.apply(input));
  }
}
