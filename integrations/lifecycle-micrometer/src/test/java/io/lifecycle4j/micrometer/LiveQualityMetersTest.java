package io.lifecycle4j.micrometer;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.micrometer.Houses.House;
import io.lifecycle4j.serving.Prediction;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveQualityMetersTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final MockClock clock = new MockClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);

  LiveQualityMetersTest() {
    clock.add(Duration.between(Instant.EPOCH, Instant.now()).plusSeconds(30)); // after predictions
  }

  private double value(String gauge) {
    return registry.get(gauge).tag("model", "price").gauge().value();
  }

  @Test
  void showMetricsAndCoverageOfTheLatestPredictions() {
    try (Lifecycle home = Houses.home(LifecycleMeters.of(registry));
        ManagedModel<House, Double> model = Houses.model(home).open()) {
      ModelMeters.of(model).withLiveQuality(DAY).bindTo(registry);
      assertThat(value("lifecycle4j.quality.coverage")).as("nothing serves").isNaN();
      Houses.promoted(model, Houses.split(home));
      List<Prediction<Double>> predictions =
          model.predict(IntStream.range(0, 100).mapToObj(i -> new House(50 + i)).toList());
      for (Prediction<Double> each : predictions.subList(0, 40)) {
        model.recordGroundTruth(Map.of(each.id(), each.value() + 2));
      }
      awaitTrue(() -> labelled() == 40);
      assertThat(value("lifecycle4j.quality.coverage")).isEqualTo(0.4);
      assertThat(registry.get("lifecycle4j.quality.value").tag("metric", "mae").gauge().value())
          .isEqualTo(2, offset(1e-6));
      model.recordGroundTruth(Map.of(predictions.get(40).id(), 0.0));
      awaitTrue(() -> labelled() == 41);
    }
    awaitTrue(() -> Double.isNaN(labelled()));
    assertThat(registry.find("lifecycle4j.quality.value").gauges()).as("it is closed").isEmpty();
  }

  /** A minute later each time: it is read at most once a minute. */
  private double labelled() {
    clock.add(Duration.ofSeconds(61));
    return value("lifecycle4j.quality.labelled");
  }

  @Test
  void needATime() {
    try (Lifecycle home = Houses.home(LifecycleMeters.of(registry));
        ManagedModel<House, Double> model = Houses.model(home).open()) {
      assertThatThrownBy(() -> ModelMeters.of(model).withLiveQuality(Duration.ZERO))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid time of live quality: PT0S (must be at least one second)");
    }
  }
}
