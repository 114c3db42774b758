package io.lifecycle4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.micrometer.Houses.House;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LifecycleObservationsTest {
  private final List<Context> ended = new CopyOnWriteArrayList<>();
  private final ObservationRegistry registry = ObservationRegistry.create();

  LifecycleObservationsTest() {
    registry
        .observationConfig()
        .observationHandler(
            new ObservationHandler<Context>() {
              @Override
              public void onStop(Context context) {
                ended.add(context);
              }

              @Override
              public boolean supportsContext(Context context) {
                return true;
              }
            });
  }

  private List<Context> named(String name) {
    return ended.stream().filter(each -> name.equals(each.getContextualName())).toList();
  }

  private static String value(Context context, String key) {
    return context.getAllKeyValues().stream()
        .filter(each -> each.getKey().equals(key))
        .map(KeyValue::getValue)
        .findFirst()
        .orElse("absent");
  }

  @Test
  void nestAsOperationsDoAndNameTheirVersion() {
    try (Lifecycle home = Houses.home(LifecycleObservations.of(registry, 1));
        ManagedModel<House, Double> model = Houses.model(home).open()) {
      assertThatThrownBy(() -> model.predict(new House(60)))
          .isInstanceOf(ModelUnavailableException.class);
      Houses.promoted(model, Houses.split(home));
      io.micrometer.observation.Observation request =
          io.micrometer.observation.Observation.createNotStarted("request", registry);
      request.observe(() -> model.predict(new House(60)));
    }
    assertThat(named("train price")).hasSize(1);
    assertThat(value(named("train price").get(0), "version")).isEqualTo("1");
    assertThat(named("snapshot houses")).hasSize(1);
    List<Context> calls = named("predict price");
    assertThat(calls).hasSize(2).allMatch(call -> call.getName().equals("lifecycle4j.trace"));
    assertThat(value(calls.get(0), "code")).isEqualTo("MODEL_UNAVAILABLE");
    assertThat(calls.get(0).getError()).isInstanceOf(ModelUnavailableException.class);
    assertThat(calls.get(1).getParentObservation()).as("the request").isNotNull();
    assertThat(value(calls.get(1), "rows")).isEqualTo("1");
    assertThat(value(calls.get(1), "code")).isEqualTo("none");
    assertThat(registry.getCurrentObservation()).as("every scope is closed").isNull();
  }

  @Test
  void takeAShareOfPredictions() {
    try (Lifecycle home = Houses.home(LifecycleObservations.of(registry, 0.1));
        ManagedModel<House, Double> model =
            Houses.model(home).serving(house -> 3 * house.area()).open()) {
      for (int i = 0; i < 100; i++) {
        model.predict(new House(i));
      }
    }
    assertThat(named("predict price")).hasSize(10);
  }

  @Test
  void takeNoPredictionIfTheShareIsZero() {
    try (Lifecycle home = Houses.home(LifecycleObservations.of(registry, 0));
        ManagedModel<House, Double> model =
            Houses.model(home).serving(house -> 3 * house.area()).open()) {
      model.predict(new House(1));
    }
    assertThat(ended).isEmpty();
    assertThatThrownBy(() -> LifecycleObservations.of(registry, 1.5))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid share of observed predictions: 1.5 (must be 0 to 1)");
  }
}
