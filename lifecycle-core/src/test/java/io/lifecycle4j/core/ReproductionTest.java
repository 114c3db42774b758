package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.training.RepeatedTraining;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.training.Reproduction;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingPlan;
import io.lifecycle4j.training.TrainingProgress;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that is done again is compared with what is recorded, and changes nothing. */
class ReproductionTest {
  @TempDir Path directory;

  private final Lifecycle home =
      Flowers.open(Lifecycle.builder().location(URI.create("memory:new")).withoutEnvironment());
  private final AtomicInteger trainings = new AtomicInteger();

  @AfterEach
  void close() {
    home.close();
  }

  private ManagedModel<Flower, String> model(Trainer trainer) {
    return Flowers.plain(home).trainer(trainer).open();
  }

  /** Has another setting, another metric and a time each time. */
  private TrainedModel another(TrainingContext context) {
    int number = trainings.incrementAndGet();
    context.run().param("number", number).log("score", number, 1).log("epoch_seconds", number, 1);
    return LinearTrainer.small().train(context);
  }

  @Test
  void findsNoDifferenceIfThereIsNone() {
    try (ManagedModel<Flower, String> model = model(LinearTrainer.small())) {
      ModelVersion version = model.train(Flowers.split(home, 3));

      Reproduction found = model.reproduce(version);

      assertThat(found.exact()).isTrue();
      assertThat(found.results()).isEmpty();
      assertThat(found.facts()).isEmpty();
      assertThat(home.models().versions("species")).hasSize(1);
      assertThat(home.models().looks("species")).isEmpty();
      List<RunRecord> runs = home.experiments().runs("species");
      assertThat(runs).hasSize(2);
      assertThat(runs.get(1).id()).isEqualTo(found.run());
      assertThat(runs.get(1).status()).isEqualTo(RunStatus.FINISHED);
      assertThat(runs.get(1).tags()).containsEntry("reproduces", "species:1");
    }
  }

  @Test
  void namesTheResultsAndTheFactsThatDiffer() {
    try (ManagedModel<Flower, String> model = model(this::another)) {
      ModelVersion version = model.train(Flowers.split(home, 3));

      Reproduction found = model.reproduce(version);

      assertThat(found.exact()).isFalse();
      assertThat(found.results())
          .containsExactly(new Difference("metric score", Optional.of("1.0"), Optional.of("2.0")));
      assertThat(found.facts())
          .containsExactly(new Difference("parameter number", Optional.of("1"), Optional.of("2")));
      assertThat(found)
          .hasToString(
              "species:1 was not reproduced by run "
                  + found.run()
                  + ": of weights and "
                  + found.metrics()
                  + " metrics, 1 differ\n"
                  + "  result metric score: 1.0 | 2.0\n"
                  + "  fact parameter number: 1 | 2");
      assertThat(found.markdown())
          .contains("Results that differ (recorded, repeated):", "| metric score");
    }
  }

  /** Reports two epochs, and trains as many steps as it was let. */
  private static TrainedModel stoppable(TrainingContext context) {
    int epochs = 0;
    Optional<String> stop = Optional.empty();
    while (epochs < 2 && stop.isEmpty()) {
      epochs++;
      stop = context.report(new TrainingProgress(epochs, 2, 1, 1, Map.of("loss", 0.5)));
    }
    return new LinearTrainer(epochs, 0.5, 1).train(context);
  }

  /** The rule that stopped the training is not stored. */
  @Test
  void saysThatTheTrainingWasStoppedEarly() {
    try (ManagedModel<Flower, String> model = model(ReproductionTest::stoppable)) {
      ModelVersion version =
          model.train(
              TrainingPlan.on(Flowers.split(home, 3))
                  .stopWhen(now -> Optional.of("another trial is better"))
                  .build());

      Reproduction found = model.reproduce(version);

      assertThat(found.exact()).isFalse();
      assertThat(found.facts())
          .contains(
              new Difference(
                  "tag stoppedEarly",
                  Optional.of("epoch 1 of 1: another trial is better"),
                  Optional.empty()));
    }
  }

  /** Returns experiments in which the runs have other environments. */
  private static Experiments in(
      Map<String, EnvironmentCapsule> environments, Experiments experiments) {
    return (Experiments)
        Proxy.newProxyInstance(
            Experiments.class.getClassLoader(),
            new Class<?>[] {Experiments.class},
            (proxy, method, arguments) ->
                method.getName().equals("environment")
                    ? Optional.ofNullable(environments.get(String.valueOf(arguments[0])))
                    : method.invoke(experiments, arguments));
  }

  /** Compares two trainings that had such environments. */
  private List<String> facts(Map<String, String> recorded, Map<String, String> repeated) {
    try (ManagedModel<Flower, String> model = model(LinearTrainer.small())) {
      ModelVersion first = model.train(Flowers.split(home, 3));
      ModelVersion second = model.train(Flowers.split(home, 3));
      String before = first.manifest().provenance().findRun().orElseThrow();
      String now = second.manifest().provenance().findRun().orElseThrow();
      Map<String, EnvironmentCapsule> environments =
          Map.of(before, EnvironmentCapsule.of(recorded), now, EnvironmentCapsule.of(repeated));

      Reproduction found =
          RepeatedTraining.of(first)
              .compare(second.manifest(), now, in(environments, home.experiments()));

      assertThat(found.exact()).isTrue();
      return found.facts().stream().map(Difference::toString).toList();
    }
  }

  @Test
  void namesWhatDiffersInTheLibrariesAndTheMachine() {
    assertThat(
            facts(
                Map.of(
                    "cpu.features", "avx2",
                    "jvm.version", "17.0.1",
                    "classpath.lib.jar", "a",
                    "native.blas", "1",
                    "native.once", "1",
                    "host.name", "left"),
                Map.of(
                    "cpu.features", "avx512f",
                    "jvm.version", "17.0.1",
                    "classpath.lib.jar", "b",
                    "native.blas", "2",
                    "host.name", "right")))
        .containsExactly(
            "classpath.lib.jar: a | b", "cpu.features: avx2 | avx512f", "native.blas: 1 | 2");
  }

  /** Git may answer after the end of a short run. */
  @Test
  void namesNothingThatWasNotRecordedInTime() {
    Map<String, String> late =
        Map.of("git.commit", "c0ffee", "git.dirty", "<pending: git is asked>", "seed.a", "1");
    Map<String, String> whole =
        Map.of(
            "git.commit", "c0ffee",
            "git.dirty", "true",
            "git.changed", "3",
            "git.diff.sha256", "ab",
            "seed.a", "2");

    assertThat(facts(late, whole)).containsExactly("seed.a: 1 | 2");
  }

  @Test
  void namesChangesOfTheSources() {
    Map<String, String> clean = Map.of("git.commit", "a", "git.dirty", "false");
    Map<String, String> changed =
        Map.of("git.commit", "b", "git.dirty", "true", "git.diff.sha256", "ab");

    assertThat(facts(clean, changed))
        .containsExactly("git.commit: a | b", "git.diff.sha256:  | ab", "git.dirty: false | true");
  }

  /** A version of another home that has the same dataset version. */
  @Test
  void comparesTheWeightsIfTheRunIsNotInTheHome() {
    Path file = directory.resolve("exported");
    String run;
    try (Lifecycle other = Flowers.inMemory();
        ManagedModel<Flower, String> trained =
            Flowers.plain(other).trainer(LinearTrainer.small()).open()) {
      ModelVersion version = trained.train(Flowers.split(other, 3));
      run = version.manifest().provenance().findRun().orElseThrow();
      trained.export(version, file);
    }
    try (ManagedModel<Flower, String> model = model(LinearTrainer.small())) {
      ModelVersion version = model.importFrom(file, ALICE, "From training");
      assertThatThrownBy(() -> model.reproduce(version)).isInstanceOf(NotFoundException.class);
      Flowers.split(home, 3);

      Reproduction found = model.reproduce(version);

      assertThat(found.exact()).isTrue();
      assertThat(found.metrics()).isZero();
      assertThat(found.facts())
          .containsExactly(new Difference("run", Optional.of(run), Optional.empty()));
    }
  }

  /** The home has other rows under the name and the number of those that the run read. */
  @Test
  void refusesOtherData() {
    Path file = directory.resolve("exported");
    try (Lifecycle other = Flowers.inMemory();
        ManagedModel<Flower, String> trained =
            Flowers.plain(other).trainer(LinearTrainer.small()).open()) {
      trained.export(trained.train(Flowers.split(other, 3)), file);
    }
    try (ManagedModel<Flower, String> model = model(LinearTrainer.small())) {
      ModelVersion version = model.importFrom(file, ALICE, "From training");
      Flowers.split(home, 4);

      assertThatThrownBy(() -> model.reproduce(version))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Cannot repeat a training: flowers:1 has the hash ")
          .hasMessageContaining("must be ");
      assertThat(home.experiments().runs("species")).isEmpty();
    }
  }

  @Test
  void refusesWhatWasTrainedElsewhere() {
    try (ManagedModel<Flower, String> model = model(LinearTrainer.small())) {
      ExternalModel elsewhere =
          ExternalModel.builder(LinearEngine.FORMAT)
              .architecture(LinearEngine.architecture(4, 3))
              .file(LinearEngine.FILE, Content.of(LinearEngine.file(new float[3][5])))
              .build();
      ModelVersion version =
          model.register(elsewhere, Flowers.split(home, 3), ALICE, "From research");

      assertThatThrownBy(() -> model.reproduce(version))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Cannot reproduce species:1: it was trained elsewhere (must be of a run)");
    }
  }

  @Test
  void failsWithItsRunIfTheTrainingFails() {
    try (ManagedModel<Flower, String> model =
        model(
            context -> {
              if (trainings.incrementAndGet() > 1) {
                throw new IllegalStateException("No luck");
              }
              return LinearTrainer.small().train(context);
            })) {
      ModelVersion version = model.train(Flowers.split(home, 3));

      assertThatThrownBy(() -> model.reproduce(version))
          .isInstanceOf(TrainingFailedException.class);

      assertThat(home.experiments().runs("species").get(1).status()).isEqualTo(RunStatus.FAILED);
    }
  }
}
