package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.lifecycle4j.djl.model.Network;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The settings of a trainer, by which a retraining knows whether its inputs are the same. */
class TrainerSettingsTest {
  private static final List<UnaryOperator<DjlTrainerBuilder>> CHANGES =
      List.of(
          all -> all.epochs(7),
          all -> all.batchSize(16),
          all -> all.shuffleBlocks(100),
          all -> all.learningRate(0.01),
          all -> all.weightDecay(0.1),
          all -> all.seed(2),
          all -> all.threads(2),
          all -> all.earlyStopping(3, 0.1),
          all -> all.earlyStopping("accuracy", 3, 0.1),
          all -> all.clipNorm(1),
          all -> all.clipValue(1),
          all -> all.accumulate(2),
          all -> all.average(0.9),
          all -> all.pretrained((network, manager) -> {}),
          all -> all.optimizer(TrainerSettingsTest::sgd),
          all -> all.optimizer(Optimizers.sgd().momentum(0.9)),
          all -> all.optimizer(Optimizers.sgd().momentum(0.9).nesterov()),
          all -> all.optimizer(Optimizers.adam()),
          all -> all.optimizer(Optimizers.adamW()),
          all -> all.optimizer(Optimizers.rmsProp()),
          all -> all.schedule(Schedule.cosine()),
          all -> all.schedule(Schedule.cosine().warmUp(10)),
          all -> all);

  private static Optimizer sgd() {
    return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).build();
  }

  private static String settings(UnaryOperator<DjlTrainerBuilder> change) {
    return change
        .apply(DjlTrainer.builder().network(Network.parse("dense(4) relu")))
        .build()
        .configuration();
  }

  @Test
  void areOthersIfOneIsChanged() {
    Set<String> all = new HashSet<>();
    CHANGES.forEach(change -> all.add(settings(change)));
    assertThat(all).hasSameSizeAs(CHANGES);
    assertThat(settings(change -> change)).contains("network=", "dense(4)", "seed=");
  }

  @Test
  void areTheSameForTheSame() {
    CHANGES.forEach(change -> assertThat(settings(change)).isEqualTo(settings(change)));
    assertThat(settings(all -> all.pretrained((network, manager) -> {})))
        .doesNotContain("Lambda", "@");
  }
}
