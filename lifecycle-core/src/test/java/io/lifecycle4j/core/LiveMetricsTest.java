package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.monitoring.LiveMetrics;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.monitoring.LiveQuality;
import io.lifecycle4j.serving.Prediction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a condition knows of the quality of a version. */
class LiveMetricsTest {
  private static final Subject ACCURACY = metric("accuracy");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-30T00:00:00Z"));
  private final AtomicInteger queries = new AtomicInteger();

  @TempDir private Path directory;
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private LiveMetrics metrics;

  @BeforeEach
  void open() {
    home = Flowers.open(Lifecycle.builder().directory(directory).clock(now::get));
    model = Flowers.model(home).open();
    Flowers.promoted(model, Flowers.split(home, 1));
    ModelVersions versions =
        new ModelVersions("species", ((DefaultLifecycle) home).rooms().registry());
    metrics = new LiveMetrics(this::quality, versions, now::get);
  }

  @AfterEach
  void close() {
    model.close();
    home.close();
  }

  private LiveQuality quality() {
    queries.incrementAndGet();
    return model.quality();
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  /** Predicts small flowers and large ones, and labels all of them with one species. */
  private void predict(int small, int large, String label) {
    Map<String, String> labels = new HashMap<>();
    for (Prediction<String> made : model.predict(Collections.nCopies(small, Flowers.SETOSA))) {
      labels.put(made.id(), label);
    }
    if (large > 0) {
      for (Prediction<String> made : model.predict(Collections.nCopies(large, Flowers.VIRGINICA))) {
        labels.put(made.id(), label);
      }
    }
    model.recordGroundTruth(labels);
  }

  @Test
  void isNotKnownForWantOfRows() {
    predict(29, 0, "setosa");
    assertThat(metrics.number(1, ACCURACY)).isEmpty();
    pass(Duration.ofMinutes(2));
    predict(1, 0, "setosa");
    assertThat(metrics.number(1, ACCURACY)).hasValue(1);
  }

  @Test
  void isThatOfTheNewestPredictionsIfThereAreEnough() {
    predict(500, 0, "virginica");
    pass(Duration.ofDays(2));
    predict(499, 0, "setosa");
    assertThat(metrics.number(1, ACCURACY).orElseThrow()).isCloseTo(0.4995, within(1e-4));
    pass(Duration.ofMinutes(2));
    predict(1, 0, "setosa");
    assertThat(metrics.number(1, ACCURACY)).hasValue(1);
  }

  @Test
  void isForgottenAfterNinetyDays() {
    predict(100, 0, "setosa");
    pass(Duration.ofDays(91));
    assertThat(metrics.number(1, ACCURACY)).isEmpty();
  }

  @Test
  void isThatOfASliceAndHasBounds() {
    predict(40, 60, "setosa");
    assertThat(metrics.number(1, ACCURACY)).hasValue(0.4);
    assertThat(metrics.number(1, metric("accuracy").where("soil", "sand"))).hasValue(1);
    assertThat(metrics.number(1, metric("accuracy").lowerBound()).orElseThrow())
        .isCloseTo(0.3094, within(1e-3)); // Wilson
  }

  @Test
  void isNotReadAgainWithinAMinute() {
    predict(40, 0, "setosa");
    metrics.number(1, ACCURACY);
    int before = queries.get();
    pass(Duration.ofSeconds(59));
    metrics.number(1, ACCURACY);
    assertThat(queries).hasValue(before);
    pass(Duration.ofHours(1));
    metrics.number(1, ACCURACY);
    assertThat(queries.get()).isGreaterThan(before);
  }

  @Test
  void isRefusedIfTheTaskHasNone() {
    assertThat(metrics.number(1, metric("loss").min())).isEmpty(); // of a run, not of predictions
    assertThatThrownBy(() -> metrics.number(1, metric("rmse")))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Metric does not exist: rmse");
  }
}
