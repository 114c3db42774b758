package io.lifecycle4j.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.ServedModel;
import io.lifecycle4j.serving.ServingStatus.State;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FakeModelTest {
  private record Ride(double km) {}

  private final FakeModel<Ride, Double> model = ManagedModels.fake(Ride.class, ride -> 2 * ride.km);

  @Test
  void answersByItsFunctionInEveryForm() {
    ManagedModel<Ride, Double> asUsed = model;
    Prediction<Double> prediction = asUsed.predict(new Ride(3));
    assertThat(prediction.value()).isEqualTo(6);
    assertThat(prediction.version()).hasValue(1);
    assertThat(asUsed.predict("key", new Ride(4)).value()).isEqualTo(8);
    assertThat(asUsed.predict(List.of(new Ride(1), new Ride(2))))
        .extracting(Prediction::value)
        .containsExactly(2.0, 4.0);
    assertThat(asUsed.predict("key", List.of(new Ride(1)))).hasSize(1);
    assertThat(asUsed.predictEach(List.of(new Ride(1))).get(0).prediction().value()).isEqualTo(2);
    assertThat(asUsed.predictEach("key", List.of(new Ride(1)))).hasSize(1);
    assertThat(asUsed.predictAsync(new Ride(5)).join().value()).isEqualTo(10);
    assertThat(asUsed.predictAsync("key", new Ride(5)).join().value()).isEqualTo(10);
    assertThat(model.inputs()).hasSize(9).startsWith(new Ride(3), new Ride(4));
  }

  @Test
  void hasEveryMethodThatPredictsAndEachOfATest() {
    assertThat(FakeModel.class.getMethods())
        .filteredOn(
            method ->
                method.getDeclaringClass() == ServedModel.class
                    || method.getDeclaringClass() == FakeModel.class)
        .hasSizeGreaterThan(10)
        .allMatch(FakeHandler::serves);
    assertThat(FakeModel.class.getMethods())
        .extracting(Method::getName)
        .contains("name", "close", "servingStatus");
  }

  @Test
  void failsWhenItIsTold() {
    OverloadedException overload = new OverloadedException("Too many calls", Duration.ofSeconds(1));
    model.failing(overload);
    assertThatThrownBy(() -> model.predict(new Ride(1))).isSameAs(overload);
    assertThatThrownBy(() -> model.predict(List.of(new Ride(1)))).isSameAs(overload);
    assertThatThrownBy(() -> model.predictAsync(new Ride(1)).get())
        .isInstanceOf(ExecutionException.class)
        .hasCause(overload);
    assertThat(model.predictEach(List.of(new Ride(1))).get(0).findFailure()).contains(overload);
    model.failing(new IllegalArgumentException("broken"));
    assertThat(model.predictEach(List.of(new Ride(1))).get(0).findFailure().orElseThrow())
        .isInstanceOf(PredictionFailedException.class)
        .hasMessage("Cannot predict with Ride: java.lang.IllegalArgumentException: broken");
    assertThat(model.answering().predict(new Ride(1)).value()).isEqualTo(2);
  }

  @Test
  void isNotReadyWithoutAVersion() {
    assertThat(model.ready()).isTrue();
    assertThat(model.servingStatus().isCurrent()).isTrue();
    model.unavailable();
    assertThat(model.ready()).isFalse();
    assertThat(model.servingStatus().state()).isEqualTo(State.EMPTY);
    assertThatThrownBy(() -> model.predict(new Ride(1)))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessage("Cannot predict with Ride: no version in production (promote one)");
    assertThat(model.answering().version(7).predict(new Ride(1)).version()).hasValue(7);
    assertThat(model.servingStatus().serving()).hasValue(7);
  }

  @Test
  void takesAtLeastItsLatency() {
    model.latency(Duration.ofMillis(20));
    long begin = System.nanoTime();
    model.predict(new Ride(1));
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void refusesWhatNeedsAHomeAndWhatIsInvalid() {
    assertThatThrownBy(model::history)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("A fake model cannot history (use a TestHome)");
    assertThatThrownBy(() -> model.version(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid version: 0 (must be at least 1)");
    assertThatThrownBy(() -> model.latency(Duration.ofMillis(-1)))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> model.predict(List.of())).isInstanceOf(InvalidValueException.class);
    assertThat(Set.of(model, ManagedModels.fake(Ride.class, ride -> 1.0)))
        .hasSize(2)
        .contains(model);
    assertThat(model).hasToString("FakeModel[Ride:1]");
    model.close(Duration.ZERO);
    assertThatThrownBy(() -> model.predict(new Ride(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model Ride is closed");
  }
}
