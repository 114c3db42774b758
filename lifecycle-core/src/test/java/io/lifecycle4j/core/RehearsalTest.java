package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.preprocessing.Steps;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Gates;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.training.Overfitting;
import io.lifecycle4j.training.Rehearsal;
import io.lifecycle4j.training.Rehearsal.Part;
import io.lifecycle4j.training.Rehearsal.Step;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingProgress;
import io.lifecycle4j.training.TrainingPurpose;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a training would do is tried out within seconds, and leaves nothing behind. */
class RehearsalTest {
  private static final Trainer QUICK = new LinearTrainer(2, 0.5, 1);

  private final Lifecycle home = Flowers.inMemory();
  private final Split split = Flowers.split(home, 1);

  @AfterEach
  void close() {
    home.close();
  }

  private ManagedModel<Flower, String> model(Trainer trainer) {
    return Flowers.plain(home).trainer(trainer).open();
  }

  /** Finds a text, as a blob by its hash, in what rehearsals write to the temporary directory. */
  private static boolean isThere(String text) {
    String hash = Hashing.hash(text.getBytes(StandardCharsets.UTF_8)).sha256();
    String blob = "blobs/" + hash.substring(0, 2) + "/" + hash;
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> homes = Files.list(temporary)) {
      return homes
          .filter(place -> place.getFileName().toString().startsWith("lifecycle4j-"))
          .anyMatch(place -> Files.exists(place.resolve(blob)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void goesThroughAllStepsAndLeavesNothing() {
    String name = "species";
    String trace = "Trace of " + ProcessHandle.current().pid() + " at " + System.nanoTime();
    Trainer looking =
        context -> {
          context.run().artifact("trace", Content.of(trace)).flush();
          assertThat(isThere(trace)).isTrue();
          assertThat(context.purpose()).isEqualTo(TrainingPurpose.REHEARSAL);
          return QUICK.train(context);
        };
    try (ManagedModel<Flower, String> model =
        home.model(name, Flower.class, Tasks.classification("species"))
            .preprocessing(Steps.standardize("length"), Steps.oneHot("soil"))
            .trainer(looking)
            .gates(linear(metric("accuracy").atLeast(0.999)))
            .open()) {
      Rehearsal rehearsal = model.rehearse(split);

      assertThat(rehearsal.steps()).extracting(Step::part).containsExactly(inOrder());
      assertThat(rehearsal.toString())
          .startsWith("Rehearsal of " + name + " on flowers:1: 8 steps in ")
          .contains("left out: the trainer stores no states")
          .containsPattern("gates +[0-9.]+ s  \\{.*} on \\d+ validation rows")
          .containsPattern("predict +[0-9.]+ s  8 rows");
      assertThat(home.models().names()).isEmpty();
    }
    assertThat(isThere(trace)).isFalse();
    assertThat(home.experiments().runs(name)).isEmpty();
    assertThat(home.models().looks(name)).isEmpty();
    assertThat(home.datasets().names()).containsExactly("flowers");
  }

  private static Part[] inOrder() {
    return new Part[] {
      Part.PREPARE,
      Part.TRAIN,
      Part.CHECKPOINT,
      Part.RESUME,
      Part.REGISTER,
      Part.LOAD,
      Part.GATES,
      Part.PREDICT
    };
  }

  @Test
  void goesOnFromTheFirstState() {
    AtomicInteger resumed = new AtomicInteger();
    Trainer storing =
        context -> {
          context
              .resumeFrom()
              .ifPresent(
                  state -> {
                    assertThat(state.progress()).isEqualTo(1);
                    resumed.incrementAndGet();
                  });
          context.checkpoint(0, 1, Content.of("first"));
          context.checkpoint(0, 2, Content.of("second"));
          return QUICK.train(context);
        };
    try (ManagedModel<Flower, String> model = model(storing)) {
      assertThat(model.rehearse(split).toString())
          .contains("2 states of 5 bytes")
          .contains("the same weights, bit by bit")
          .contains("left out: no gates");
    }
    assertThat(resumed).hasValue(1);
  }

  @Test
  void saysThatResumedWeightsDiffer() {
    AtomicInteger trainings = new AtomicInteger();
    Trainer careless =
        context -> {
          context.checkpoint(0, 1, Content.of("state"));
          return new LinearTrainer(1 + trainings.incrementAndGet(), 0.5, 1).train(context);
        };
    try (ManagedModel<Flower, String> model = model(careless)) {
      assertThat(model.rehearse(split).toString())
          .contains("other weights than without the interruption");
    }
  }

  @Test
  void namesTheStepThatFails() {
    Trainer failing =
        context -> {
          if (context.resumeFrom().isPresent()) {
            throw new InvalidValueException("Cannot read this state");
          }
          context.checkpoint(0, 1, Content.of("state"));
          return QUICK.train(context);
        };
    try (ManagedModel<Flower, String> model = model(failing)) {
      assertThatThrownBy(() -> model.rehearse(split))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage(
              "Rehearsal of species on flowers:1 failed at the step resume: Cannot read this state")
          .hasCauseInstanceOf(InvalidValueException.class);
    }
    assertThat(home.experiments().runs("species")).isEmpty();
  }

  @Test
  void namesAGateThatFails() {
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .trainer(QUICK)
            .gates(
                linear(
                    Gates.gate(
                        "broken",
                        (candidate, production) -> {
                          throw new IllegalArgumentException("no such column");
                        })))
            .open()) {
      assertThatThrownBy(() -> model.rehearse(split))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageContaining("failed at the step gates: ")
          .hasMessageContaining("no such column");
    }
  }

  @Test
  void namesAGateThatFailsOverANumber() {
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .trainer(QUICK)
            .gates(
                linear(
                    Gates.gate(
                        "broken",
                        (candidate, production) -> {
                          throw new IllegalArgumentException("cannot parse NaN");
                        })))
            .open()) {
      assertThatThrownBy(() -> model.rehearse(split))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageContaining("failed at the step gates: ")
          .hasMessageContaining("cannot parse NaN");
    }
  }

  @Test
  void goesOnIfAFewBatchesDoNotDefineAMetric() {
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .trainer(QUICK)
            .gates(linear(new Undefined("not a number"), new Undefined("NaN")))
            .open()) {
      assertThat(model.rehearse(split).toString()).contains("gates ").contains("{ERROR=2");
    }
  }

  /** A gate that a version would not fail that was trained for longer. */
  private record Undefined(String word) implements Gate {
    @Override
    public String id() {
      return "undefined";
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      return GateVerdict.builder(id(), Verdict.ERROR, "it is " + word).undefinedMetric().build();
    }
  }

  @Test
  void worksWithoutValidationRows() {
    Split two = split.version().split(Splits.byHash(3).train(0.7).validation(0).holdout(0.3));
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(metric("accuracy").atLeast(0.1))).open()) {
      assertThat(model.rehearse(two).toString())
          .contains("left out: fewer than two validation rows");
    }
  }

  @Test
  void endsWhenTheModelIsClosed() {
    AtomicReference<ManagedModel<Flower, String>> open = new AtomicReference<>();
    Trainer closing =
        context -> {
          Objects.requireNonNull(open.get()).close();
          return QUICK.train(context);
        };
    try (ManagedModel<Flower, String> model = model(closing)) {
      open.set(model);
      assertThatThrownBy(() -> model.rehearse(split))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("species is closed");
    }
  }

  /** Reports losses that fall as a network would learn. */
  private static Trainer reporting(double factor, int most) {
    return context -> {
      assertThat(context.purpose()).isEqualTo(TrainingPurpose.OVERFITTING);
      double loss = 2;
      Optional<String> stop = Optional.empty();
      for (int epoch = 1; epoch <= most && stop.isEmpty(); epoch++) {
        stop = context.report(new TrainingProgress(epoch, most, 1, 1, Map.of("loss", loss)));
        loss *= factor;
      }
      return silent(context);
    };
  }

  /** Returns a network of zeros, and reports nothing. */
  private static TrainedModel silent(TrainingContext context) {
    int inputs = context.signature().inputs().get(0).numbers();
    byte[] zeros = LinearEngine.file(new float[3][inputs + 1]);
    return new TrainedModel(
        LinearEngine.FORMAT,
        LinearEngine.architecture(inputs, 3),
        List.of(new NamedContent(LinearEngine.FILE, Content.of(zeros))));
  }

  @Test
  void saysWhetherRowsAreLearnedByHeart() {
    AtomicInteger rows = new AtomicInteger();
    Trainer counting = context -> counted(context, rows);
    try (ManagedModel<Flower, String> model = model(counting)) {
      Overfitting learned = model.overfitOn(30, split);

      assertThat(rows).hasValue(30);
      assertThat(learned.learned()).isTrue();
      assertThat(learned.epochs()).isEqualTo(7);
      assertThat(learned.toString())
          .startsWith(
              "The network learned 30 rows by heart: the loss went from 2.000 to 0.03125 in 7"
                  + " epochs, ");
      assertThat(home.models().names()).isEmpty();
    }
    try (ManagedModel<Flower, String> model = model(reporting(0.99, 5))) {
      Overfitting not = model.overfitOn(30, split);
      assertThat(not.learned()).isFalse();
      assertThat(not.toString()).contains("did not learn 30 rows").contains("learning rate");
    }
    assertThat(home.experiments().runs("species")).isEmpty();
  }

  private static TrainedModel counted(TrainingContext context, AtomicInteger rows) {
    rows.set(context.training().size());
    return reporting(0.5, 100).train(context);
  }

  @Test
  void rejectsRowsThatAreNotThereAndTrainersWithoutALoss() {
    try (ManagedModel<Flower, String> model = model(RehearsalTest::silent)) {
      long all = split.count(SplitRole.TRAIN);
      for (int rows : Arrays.asList(0, (int) all + 1)) {
        assertThatThrownBy(() -> model.overfitOn(rows, split))
            .isInstanceOf(InvalidValueException.class)
            .hasMessageStartingWith("Invalid number of rows: " + rows);
      }
      assertThatThrownBy(() -> model.overfitOn(10, split))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("the trainer reports no loss");
    }
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThatThrownBy(() -> model.rehearse(split))
          .hasMessage("Cannot rehearse species: no trainer (set one with trainer(...))");
    }
  }
}
