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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveQualityMetersTest {
  private static final Duration LONG = Duration.ofDays(1_000); // the clock runs fast

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  /** How far the clock of the home is ahead, in seconds: each read of live quality is later. */
  private final AtomicLong ahead = new AtomicLong();

  private Lifecycle home() {
    return Houses.home(
        LifecycleMeters.of(registry).withLiveQuality(LONG),
        () -> Instant.now().plusSeconds(ahead.get()));
  }

  private double value(String gauge) {
    return registry.get(gauge).tag("model", "price").gauge().value();
  }

  @Test
  void showMetricsAndCoverageOfTheLatestPredictions() {
    try (Lifecycle home = home();
        ManagedModel<House, Double> model = Houses.model(home).open()) {
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
    assertThat(labelled()).as("it is closed").isNaN();
    assertThat(value("lifecycle4j.quality.coverage")).isNaN();
  }

  /** A second later each time: it is read at most once a minute. */
  private double labelled() {
    ahead.incrementAndGet(); // it is read again after a minute of it
    return value("lifecycle4j.quality.labelled");
  }

  @Test
  void needATime() {
    LifecycleMeters meters = LifecycleMeters.of(registry);
    assertThatThrownBy(() -> meters.withLiveQuality(Duration.ZERO))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid time of live quality: PT0S (must be at least one second)");
  }
}
