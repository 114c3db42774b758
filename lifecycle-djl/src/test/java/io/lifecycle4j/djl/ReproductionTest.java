package io.lifecycle4j.djl;

import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.djl.KilledTraining.Point;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import io.lifecycle4j.training.Reproduction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A version that is trained again from what it recorded. */
class ReproductionTest {
  private static ManagedModel<Point, String> model(Lifecycle home, long seed) {
    return model(home, seed, 1);
  }

  private static ManagedModel<Point, String> model(Lifecycle home, long seed, int threads) {
    return home.model(
            KilledTraining.MODEL,
            Columns.of(Point.class, KilledTraining.IMAGE),
            classification("side"))
        .preprocessing(scale("image", 0.05))
        .trainer(
            DjlTrainer.builder()
                .network(Network.parse("flatten dense(8) batchNorm relu dropout(0.3)"))
                .epochs(2)
                .batchSize(16)
                .seed(seed)
                .threads(threads)
                .build())
        .open();
  }

  private static ModelVersion trained(Lifecycle home) {
    try (ManagedModel<Point, String> model = model(home, 1)) {
      return model.train(KilledTraining.split(home));
    }
  }

  @Test
  void hasTheSameWeightsAndMetrics() {
    try (Lifecycle home = Lifecycle.inMemory()) {
      ModelVersion version = trained(home);
      try (ManagedModel<Point, String> model = model(home, 1)) {
        Reproduction found = model.reproduce(version);

        assertThat(found.exact()).isTrue();
        assertThat(found.facts()).isEmpty();
        assertThat(found.metrics()).isGreaterThan(3);
        assertThat(found)
            .hasToString(
                "points:1 was reproduced by run "
                    + found.run()
                    + ": the same weights, bit by bit, and the same "
                    + found.metrics()
                    + " metrics");
        assertThat(home.models().versions(KilledTraining.MODEL)).hasSize(1);
        assertThat(home.models().looks(KilledTraining.MODEL)).isEmpty();
        assertThat(home.experiments().find(found.run()).orElseThrow().tags())
            .containsEntry("reproduces", "points:1");
      }
    }
  }

  @Test
  void namesTheSettingThatDiffers() {
    try (Lifecycle home = Lifecycle.inMemory()) {
      ModelVersion version = trained(home);
      try (ManagedModel<Point, String> model = model(home, 2)) {
        Reproduction found = model.reproduce(version);

        assertThat(found.exact()).isFalse();
        assertThat(found.results()).extracting(Difference::key).contains("file weights.params");
        assertThat(found.facts())
            .contains(new Difference("parameter seed", Optional.of("1"), Optional.of("2")));
        assertThat(found.markdown())
            .contains("points:1 was not reproduced by run ", "Facts that differ", "parameter seed");
        assertThat(List.of(found.toString().split("\n", -1)))
            .contains("  fact parameter seed: 1 | 2");
      }
    }
  }

  @Test
  void namesTheThreads() {
    try (Lifecycle home = Lifecycle.inMemory()) {
      ModelVersion version = trained(home);
      try (ManagedModel<Point, String> model = model(home, 1, 2)) {
        assertThat(model.reproduce(version).facts())
            .contains(new Difference("parameter threads", Optional.of("1"), Optional.of("2")));
      }
    }
  }
}
