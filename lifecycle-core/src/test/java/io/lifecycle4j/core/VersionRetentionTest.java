package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.WeightRetention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A purge cannot be undone, so no clock of one process decides that a version is old. */
class VersionRetentionTest {
  @TempDir Path directory;

  @Test
  void purgesNothingEarlyByAClockThatIsAhead() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model =
            Flowers.plain(home).trainer(new LinearTrainer(1, 0.5, 1)).open()) {
      model.train(Flowers.split(home, 1));
      model.train(Flowers.split(home, 2));
    }
    WeightRetention lastMonth = WeightRetention.newest(1).andDays(30);
    try (Lifecycle ahead =
        Flowers.open(
            Lifecycle.builder()
                .directory(directory)
                .clock(() -> Instant.now().plus(Duration.ofDays(60))))) {
      GarbageReport report =
          ahead.maintenance().collectGarbage().keepWeights(lastMonth).quarantine().run();
      assertThat(report.purgedVersions()).isEmpty();
      assertThat(ahead.models().allVersions("species"))
          .extracting(RegisteredVersion::number)
          .containsExactly(1, 2);
      assertThat(
              ahead
                  .maintenance()
                  .collectGarbage()
                  .keepWeights(WeightRetention.newest(1))
                  .quarantine()
                  .run()
                  .purgedVersions())
          .containsExactly("species:1");
    }
  }

  @Test
  void keepsTheWeightsOfWhatWasInProduction() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model =
            Flowers.plain(home).trainer(new LinearTrainer(1, 0.5, 1)).open()) {
      ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
      for (int seed = 2; seed <= 3; seed++) {
        Flowers.promoted(model, Flowers.split(home, seed));
      }
      model.train(Flowers.split(home, 4));
      model.train(Flowers.split(home, 5));
      GarbageReport report =
          home.maintenance()
              .collectGarbage()
              .grace(Duration.ZERO)
              .keepWeights(WeightRetention.newest(1))
              .quarantine()
              .run();
      assertThat(report.purgedVersions()).as("never in production").containsExactly("species:4");

      model.promote(first, Flowers.ALICE, "It was better");
      assertThat(model.predict(Flowers.SETOSA).version()).hasValue(1);
    }
  }
}
