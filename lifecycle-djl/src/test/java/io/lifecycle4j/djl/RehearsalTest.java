package io.lifecycle4j.djl;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.djl.KilledTraining.Point;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.training.Rehearsal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training of a night is tried out in seconds, and its home is as it was. */
class RehearsalTest {
  private static final int NIGHT = 100_000; // epochs of 8 batches: hours

  @TempDir Path directory;

  @Test
  void takesSecondsAndChangesNothingInTheHome() {
    try (Lifecycle home = KilledTraining.open(directory);
        ManagedModel<Point, String> model =
            home.model(
                    KilledTraining.MODEL,
                    Columns.of(Point.class, KilledTraining.IMAGE),
                    classification("side"))
                .preprocessing(scale("image", 0.05))
                .trainer(longer())
                .gates(metric("accuracy").atLeast(0.5))
                .open()) {
      Split split = KilledTraining.split(home);
      Map<String, String> before = Tree.of(directory);

      Rehearsal rehearsal = model.rehearse(split);

      assertThat(rehearsal.toString()).contains("the same weights, bit by bit");
      assertThat(rehearsal.time()).isLessThan(Duration.ofMinutes(1));
      assertThat(Tree.of(directory)).isEqualTo(before);
      assertThat(home.models().looks(KilledTraining.MODEL)).isEmpty();
    }
  }

  private static DjlTrainer longer() {
    return DjlTrainer.builder()
        .network(Network.parse("conv(4,3) batchNorm relu flatten dense(8) dropout(0.3)"))
        .epochs(NIGHT)
        .batchSize(24)
        .checkpointEvery(100)
        .threads(1)
        .build();
  }
}
