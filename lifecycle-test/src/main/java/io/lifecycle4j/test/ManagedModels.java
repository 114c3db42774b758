package io.lifecycle4j.test;

import static io.lifecycle4j.error.Preconditions.required;

import java.lang.reflect.Proxy;
import java.util.function.Function;

/** Creates models for tests. */
public final class ManagedModels {
  private ManagedModels() {}

  /**
   * Creates a model without a home and an engine, which a function answers.
   *
   * <pre>{@code
   * FakeModel<Ride, Double> model = ManagedModels.fake(Ride.class, ride -> 2.5 * ride.km());
   * model.failing(new OverloadedException("Too many", Duration.ofSeconds(1)));
   * }</pre>
   *
   * @param <I> the type of an input
   * @param <O> the type of a predicted value
   * @param input the type of an input
   * @param function answers an input
   * @return the model, which predicts and is ready; what needs a home throws an {@link
   *     UnsupportedOperationException} that names {@link TestHome}
   */
  public static <I, O> FakeModel<I, O> fake(
      Class<I> input, Function<? super I, ? extends O> function) {
    FakeServing<I, O> serving =
        new FakeServing<>(required(input, "input type"), required(function, "function"));
    @SuppressWarnings("unchecked") // the handler answers for exactly this interface
    FakeModel<I, O> model =
        (FakeModel<I, O>)
            Proxy.newProxyInstance(
                FakeModel.class.getClassLoader(),
                new Class<?>[] {FakeModel.class},
                new FakeHandler(serving));
    return model;
  }
}
