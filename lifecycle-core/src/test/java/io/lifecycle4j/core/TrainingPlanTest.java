package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingPlan;
import io.lifecycle4j.training.TrainingProgress;
import io.lifecycle4j.training.TrainingPurpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Trainings with parameters of their own, which may be stopped early. */
class TrainingPlanTest {
  private final Lifecycle home = Flowers.inMemory();
  private final Split split = Flowers.split(home, 1);
  private final List<Map<String, Param>> seen = new ArrayList<>();
  private final List<Optional<String>> answers = new ArrayList<>();
  private boolean fails;

  @AfterEach
  void close() {
    home.close();
  }

  private ManagedModel<Flower, String> model() {
    return Flowers.plain(home).trainer(this::train).open();
  }

  private TrainedModel train(TrainingContext context) {
    assertThat(context.purpose()).isEqualTo(TrainingPurpose.VERSION);
    seen.add(context.parameters());
    answers.add(context.report(loss(1, 0.5)));
    answers.add(context.report(loss(2, 0.25)));
    context.checkpoint(0, 1, Content.of("state"));
    if (fails) {
      throw new IllegalStateException("The power failed");
    }
    return new LinearTrainer(2, 0.5, 1).train(context);
  }

  private static TrainingProgress loss(int epoch, double loss) {
    return new TrainingProgress(epoch, 5, 1, 1, Map.of("loss", loss));
  }

  private RunRecord run() {
    return home.experiments().runs("species").get(0);
  }

  @Test
  void givesParametersToTheTrainerAndRecordsThem() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version =
          model.train(
              TrainingPlan.on(split).parameter("rate", 0.5).parameter("layers", 2).build(),
              Flowers.ALICE);

      assertThat(seen).containsExactly(Map.of("rate", Param.of(0.5), "layers", Param.of(2)));
      assertThat(answers).containsExactly(Optional.empty(), Optional.empty());
      assertThat(version.manifest().provenance().findRun()).contains(run().id());
      assertThat(run().params())
          .containsEntry("parameter.rate", Param.of(0.5))
          .containsEntry("parameter.layers", Param.of(2));
      assertThat(run().tags()).containsEntry("user", "alice").doesNotContainKey("stoppedEarly");
    }
  }

  @Test
  void stopsTheTrainingForAReasonThatTheRunRecords() {
    try (ManagedModel<Flower, String> model = model()) {
      model.train(
          TrainingPlan.on(split)
              .stopWhen(
                  now ->
                      now.metrics().getOrDefault("loss", 1.0) < 0.3
                          ? Optional.of("another trial is better")
                          : Optional.empty())
              .build());
    }
    assertThat(answers).containsExactly(Optional.empty(), Optional.of("another trial is better"));
    assertThat(run().tags()).containsEntry("stoppedEarly", "epoch 2 of 5: another trial is better");
  }

  @Test
  void failsIfTheRuleDoes() {
    try (ManagedModel<Flower, String> model = model()) {
      TrainingPlan plan =
          TrainingPlan.on(split)
              .stopWhen(
                  now -> {
                    throw new IllegalArgumentException("no such trial");
                  })
              .build();
      assertThatThrownBy(() -> model.train(plan))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageContaining("no such trial");
    }
  }

  @Test
  void hasTheSameParametersWhenItIsResumed() {
    fails = true;
    try (ManagedModel<Flower, String> model = model()) {
      TrainingPlan plan = TrainingPlan.on(split).parameter("rate", 0.5).build();
      assertThatThrownBy(() -> model.train(plan)).isInstanceOf(TrainingFailedException.class);
      fails = false;

      model.resume(run().id());

      assertThat(seen).hasSize(2).containsOnly(Map.of("rate", Param.of(0.5)));
    }
  }

  @Test
  void setsEachPartOnce() {
    TrainingPlan.Builder plan = TrainingPlan.on(split).parameter("rate", 0.5);
    assertThatThrownBy(() -> plan.parameter("rate", 0.5))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("parameter rate");
    for (String name : new String[] {"", "a\nb", "\0"}) {
      assertThatThrownBy(() -> plan.parameter(name, 1)).isInstanceOf(InvalidNameException.class);
    }
  }
}
