package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that is set back hides and erases no prediction. */
class PredictionClockTest {
  private static final Instant AHEAD = Fixtures.TIME.plus(Duration.ofMinutes(10));

  @TempDir private Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(AHEAD);

  private Lifecycle home() {
    return Lifecycle.builder().directory(directory).clock(now::get).open();
  }

  private static ManagedModel<Flower, String> model(Lifecycle home) {
    return Flowers.plain(home).serving(flower -> "setosa").open();
  }

  private static long atTen(Predictions predictions) {
    return predictions.between(AHEAD.minusSeconds(1), AHEAD.plusSeconds(1)).count();
  }

  @Test
  void findsByTimeWhatIsLoggedAfterTheClockWasSetBack() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = model(home)) {
      now.set(Fixtures.TIME); // since the log began
      model.predict(SETOSA);
      model.predict(SETOSA);
      assertThat(atTen(model.predictions())).isEqualTo(2);
      now.set(AHEAD.plusSeconds(60));
      model.predict(SETOSA);
      assertThat(atTen(model.predictions())).isEqualTo(2);
      assertThat(model.predictions().count()).isEqualTo(3);
    }
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = model(home)) {
      assertThat(atTen(model.predictions())).isEqualTo(2);
    }
  }

  @Test
  void followsAClockThatWasAheadForASecond() {
    try (Lifecycle home = home()) {
      now.set(AHEAD.plus(Duration.ofDays(400)));
      try (ManagedModel<Flower, String> model = model(home)) {
        model.predict(SETOSA);
        now.set(AHEAD);
        model.predict(SETOSA);
        model.predict(SETOSA);
        assertThat(atTen(model.predictions())).as("in the journal").isEqualTo(2);
        assertThat(model.predictions().erase("meadow", ALICE, "Asked by the owner").time())
            .isEqualTo(AHEAD.truncatedTo(ChronoUnit.MILLIS)); // as all times of predictions
        assertThat(atTen(model.predictions())).as("in a part").isEqualTo(2);
        assertThat(model.predictions().count()).isEqualTo(3);
      }
    }
  }

  @Test
  void erasesNothingThatIsLoggedAfterTheErasureThoughTheClockWasSetBack() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = model(home)) {
      model.predict("meadow", SETOSA);
      now.set(AHEAD.plus(Duration.ofHours(1)));
      model.predictions().erase("meadow", ALICE, "Asked by the owner");
      now.set(AHEAD);
      model.predict("meadow", SETOSA);
      List<LoggedPrediction> logged = new ArrayList<>();
      model.predictions().forEach(logged::add);
      assertThat(logged.get(0).findKey()).isEmpty();
      assertThat(logged.get(1).findKey()).contains("meadow");
    }
  }

  /** One that stood still would make predictions old that are not. */
  @Test
  void keepsTheLogInOrderByTheClockThatWasSetBack() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = model(home)) {
      model.predict("meadow", SETOSA);
      now.set(Fixtures.TIME);
      model.predictions().erase("meadow", ALICE, "Asked by the owner");
    }
    try (Medium medium = Media.file(directory)) {
      List<String> entries =
          medium.journals().names().stream()
              .filter(name -> name.startsWith("parts-"))
              .flatMap(name -> Fixtures.texts(medium.journals().read(name, 1)).stream())
              .toList();
      assertThat(entries)
          .isNotEmpty()
          .allSatisfy(entry -> assertThat(entry).endsWith("\"time\":\"" + Fixtures.TIME + "\"}"));
    }
  }

  @Test
  void erasesNothingThatIsLoggedAfterAnErasureWhoseClockWasAhead() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = model(home)) {
      model.predict("meadow", SETOSA);
      now.set(AHEAD.plus(Duration.ofDays(400)));
      model.predictions().erase("meadow", ALICE, "Asked by the owner");
      now.set(AHEAD);
      model.predict("meadow", SETOSA);
    }
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = model(home)) {
      model.predict("meadow", SETOSA);
      List<LoggedPrediction> logged = new ArrayList<>();
      model.predictions().forEach(logged::add);
      assertThat(logged).hasSize(3);
      assertThat(logged).filteredOn(one -> one.findKey().isEmpty()).hasSize(1);
    }
  }
}
