package io.lifecycle4j.spring;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Opens models as beans: with meters, health and endpoints.
 *
 * <pre>{@code
 * @Bean
 * ManagedModel<Ride, Double> fare(ManagedModelFactory models) {
 *   return models.open("fare", Ride.class, regression("fare"));
 * }
 * }</pre>
 *
 * <p>Spring closes each model before the home. Thread-safe.
 */
public final class ManagedModelFactory {
  private final Lifecycle lifecycle;
  private final PackagedModels packaged;
  private final List<ManagedModelCustomizer> customizers;
  private final List<ManagedModel<?, ?>> opened = new CopyOnWriteArrayList<>();

  ManagedModelFactory(
      Lifecycle lifecycle, PackagedModels packaged, List<ManagedModelCustomizer> customizers) {
    this.lifecycle = lifecycle;
    this.packaged = packaged;
    this.customizers = customizers;
  }

  /**
   * Opens a model that serves what is in production.
   *
   * @param <I> the record class
   * @param <O> the type of a predicted value
   * @param name the name of the model
   * @param input the record class of its inputs
   * @param task what it predicts
   * @return the open model; return it from a bean method, so that Spring closes it
   */
  public <I, O> ManagedModel<I, O> open(String name, Class<I> input, Task<O> task) {
    return open(lifecycle.model(name, input, task), name);
  }

  /**
   * Opens a model with settings of its own, such as preprocessing, a trainer and gates.
   *
   * @param <I> the record class
   * @param <O> the type of a predicted value
   * @param name the name of the model
   * @param input the record class of its inputs
   * @param task what it predicts
   * @param settings changes the builder, before customizers do
   * @return the open model; return it from a bean method, so that Spring closes it
   */
  public <I, O> ManagedModel<I, O> open(
      String name, Class<I> input, Task<O> task, Consumer<ManagedModelBuilder<I, O>> settings) {
    ManagedModelBuilder<I, O> builder = lifecycle.model(name, input, task);
    required(settings, "settings").accept(builder);
    return open(builder, name);
  }

  private <I, O> ManagedModel<I, O> open(ManagedModelBuilder<I, O> builder, String name) {
    customizers.forEach(each -> each.customize(name, builder));
    ManagedModel<I, O> model = builder.open();
    opened.add(model);
    packaged.importInto(model);
    return model;
  }

  /** Returns the models that were opened, in this order. */
  List<ManagedModel<?, ?>> opened() {
    return List.copyOf(opened);
  }

  Optional<ManagedModel<?, ?>> find(String name) {
    return opened().stream().filter(model -> model.name().equals(name)).findFirst();
  }
}
