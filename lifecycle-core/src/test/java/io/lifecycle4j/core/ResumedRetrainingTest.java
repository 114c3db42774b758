package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A retraining whose training ends early goes on with the same run and its newest state. */
class ResumedRetrainingTest extends RetrainingSetting {
  private final List<String> begun = new ArrayList<>();
  private final List<String> runs = new ArrayList<>();

  private static String text(TrainingState state) {
    try (InputStream in = state.content().get()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text + " after step " + state.step() + ", progress " + state.progress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stores two states and gives up, the first time. */
  private TrainedModel train(TrainingContext context) {
    begun.add(context.resumeFrom().map(ResumedRetrainingTest::text).orElse("begins"));
    runs.add(context.run().id());
    if (begun.size() == 1) {
      context.checkpoint(0, 20, Content.of("half"));
      context.checkpoint(0, 10, Content.of("quarter"));
      throw new OperationInterruptedException("The process ends");
    }
    return LinearTrainer.small().train(context);
  }

  private ManagedModel<Flower, String> model(Trainer trainer) {
    return Flowers.plain(home)
        .trainer(trainer)
        .gates(linear(metric("accuracy").atLeast(0.5)))
        .retraining(policy().build())
        .retrainFrom("flowers")
        .split(Flowers.PLAN)
        .open();
  }

  @Test
  void goesOnFromTheNewestStateInTheSameRun() {
    served().close();
    Flowers.commit(home, 2, 300);
    try (ManagedModel<Flower, String> model = model(this::train)) {
      assertThatThrownBy(() -> later(model, DAY)).isInstanceOf(OperationInterruptedException.class);

      model.runDue(now.instant());

      assertThat(begun).containsExactly("begins", "half after step 0, progress 20");
      assertThat(runs).hasSize(2);
      assertThat(runs.get(1)).isEqualTo(runs.get(0));
      RunRecord run = home.experiments().find(runs.get(0)).orElseThrow();
      assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
      assertThat(run.segments()).hasSize(1);
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(2);
    }
  }
}
