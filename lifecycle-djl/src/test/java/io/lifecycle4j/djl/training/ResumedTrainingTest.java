package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.RecordedContext.TWO_CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.OperationInterruptedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that goes on from a state ends with the bits of one that was not interrupted. */
class ResumedTrainingTest {
  private static final Network NETWORK =
      Network.parse("dense(16) batchNorm relu dropout(0.3) dense(8) relu");

  private static RecordedContext context() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.xor(75, 1))
        .validating(ArrayExamples.xor(40, 2));
  }

  /** 75 rows are 8 batches, which are 4 updates. */
  private static DjlTrainerBuilder everything() {
    return DjlTrainer.builder()
        .network(NETWORK)
        .epochs(4)
        .batchSize(10)
        .accumulate(2)
        .average(0.9)
        .clipNorm(1)
        .schedule(Schedule.plateau(1, 0.5).warmUp(3))
        .earlyStopping("accuracy", 3, 0)
        .optimizer(Optimizers.adamW().learningRate(0.01))
        .checkpointEvery(1);
  }

  /** Trains until the training was asked so often whether to stop; returns whether it did. */
  private static boolean interrupted(DjlTrainer trainer, RecordedContext context, int after) {
    AtomicInteger asked = new AtomicInteger();
    context.cancelledWhen(() -> asked.incrementAndGet() > after);
    Throwable thrown = catchThrowable(() -> trainer.train(context));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(OperationInterruptedException.class);
    }
    return thrown != null;
  }

  private static byte[] resumed(DjlTrainer trainer, RecordedContext broken) {
    return Trained.bytes(trainer.train(context().resuming(broken)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 7, 11, 15})
  void goesOnAfterAnyUpdate(int after) {
    DjlTrainer trainer = everything().build();
    RecordedContext whole = context();
    byte[] expected = Trained.bytes(trainer.train(whole));
    RecordedContext broken = context();

    assertThat(interrupted(trainer, broken, after)).isTrue();
    RecordedContext rest = context().resuming(broken);
    byte[] actual = Trained.bytes(trainer.train(rest));

    assertThat(actual).isEqualTo(expected);
    for (String metric : List.of("loss", "validation_loss", "learning_rate", "gradient_norm")) {
      List<Double> all = whole.run.values(metric);
      List<Double> end = rest.run.values(metric);
      assertThat(end).isEqualTo(all.subList(all.size() - end.size(), all.size()));
    }
    assertThat(rest.run.tags).doesNotContainKey("resumedElsewhere");
  }

  @Test
  void goesOnThroughManyInterruptions() {
    DjlTrainer trainer = everything().build();
    byte[] expected = Trained.bytes(trainer.train(context()));
    RecordedContext last = context();
    assertThat(interrupted(trainer, last, 1)).isTrue();
    for (int i = 0; i < 3; i++) {
      RecordedContext next = context().resuming(last);
      assertThat(interrupted(trainer, next, 2)).isTrue();
      last = next;
    }

    assertThat(resumed(trainer, last)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "nesterov", "adam", "rmsProp"})
  void restoresWhatEachOptimizerKeeps(String name) {
    Optimizers.Settings<?> optimizer =
        switch (name) {
          case "sgd" -> Optimizers.sgd();
          case "nesterov" -> Optimizers.sgd().momentum(0.9).nesterov();
          case "adam" -> Optimizers.adam();
          default -> Optimizers.rmsProp().momentum(0.5);
        };
    DjlTrainer trainer =
        DjlTrainer.builder()
            .network(NETWORK)
            .epochs(2)
            .batchSize(25)
            .optimizer(optimizer)
            .checkpointEveryUpdates(2)
            .build();
    RecordedContext broken = context();

    assertThat(interrupted(trainer, broken, 4)).isTrue();

    assertThat(broken.run.checkpoints.keySet())
        .containsExactly("training.state/000000000002", "training.state/000000000004");
    assertThat(resumed(trainer, broken)).isEqualTo(Trained.bytes(trainer.train(context())));
  }

  /** The last state is that after the last epoch, before the model was registered. */
  @Test
  void returnsTheSameAgainIfEverythingWasDone() {
    DjlTrainer trainer = everything().build();
    RecordedContext whole = context();

    byte[] expected = Trained.bytes(trainer.train(whole));

    assertThat(resumed(trainer, whole)).isEqualTo(expected);
  }

  private static DjlTrainer keeping() {
    return everything().checkpointEveryUpdates(2).keepCheckpoints(1, 2).build();
  }

  private static double accuracy(RecordedContext context, long epoch) {
    return context.run.values("validation_accuracy").get((int) epoch - 1);
  }

  /** Returns the updates before a state. */
  private static long updates(String state) {
    return Long.parseLong(state.substring(state.indexOf('/') + 1));
  }

  @Test
  void dropsAllStatesButTheBestAndTheNewest() {
    RecordedContext context = context();

    keeping().train(context);

    int best = 1;
    for (int epoch = 2; epoch <= 4; epoch++) {
      best = accuracy(context, epoch) > accuracy(context, best) ? epoch : best;
    }
    assertThat(context.run.checkpoints.keySet())
        .extracting(ResumedTrainingTest::updates)
        .containsOnly(4L * best, 14L, 16L);
    Set<String> all = new TreeSet<>(context.run.checkpoints.keySet());
    all.addAll(context.run.dropped.keySet());
    assertThat(all).hasSize(8);
    context.run.dropped.forEach(
        (state, why) -> {
          long inEpoch = updates(state) % 4;
          assertThat(why.reason())
              .isEqualTo("Neither among the newest 2 nor among the best 1 by validation_accuracy");
          if (inEpoch == 0) {
            assertThat(why.metrics())
                .containsEntry("validation_accuracy", accuracy(context, updates(state) / 4));
          } else {
            assertThat(why.metrics()).isEmpty();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 9, 13, 15})
  void dropsTheSameStatesWhenItGoesOn(int after) {
    RecordedContext whole = context();
    byte[] expected = Trained.bytes(keeping().train(whole));
    RecordedContext broken = context();
    assertThat(interrupted(keeping(), broken, after)).isTrue();

    RecordedContext rest = context().resuming(broken);
    byte[] actual = Trained.bytes(keeping().train(rest));

    assertThat(actual).isEqualTo(expected);
    Set<String> left = new TreeSet<>(broken.run.checkpoints.keySet());
    left.addAll(rest.run.checkpoints.keySet());
    assertThat(left).containsAll(whole.run.checkpoints.keySet());
  }

  @Test
  void refusesToKeepStatesThatAreNotStored() {
    DjlTrainerBuilder none = DjlTrainer.builder().network(NETWORK).keepCheckpoints(0, 2);
    DjlTrainerBuilder within =
        DjlTrainer.builder().network(NETWORK).checkpointEveryUpdates(9).keepCheckpoints(1, 2);

    assertThatThrownBy(none::build)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid trainer: 2 checkpoints, but none are stored (set checkpointEvery)");
    assertThatThrownBy(within::build)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid trainer: the 1 best checkpoints, but none are stored after an epoch (set"
                + " checkpointEvery)");
  }

  @Test
  void storesNothingUnlessAsked() {
    RecordedContext context = context();

    interrupted(DjlTrainer.builder().network(NETWORK).build(), context, 3);

    assertThat(context.run.checkpoints).isEmpty();
  }

  /** Changes a fact of the state that was stored last, as if another machine had stored it. */
  private static void changeFact(RecordedContext broken, String name, String value) {
    byte[] stored = newest(broken).getValue();
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    try {
      SavedTraining saved = SavedTraining.read(new ByteArrayInputStream(stored));
      Map<String, SavedTraining.Section> sections = new LinkedHashMap<>();
      saved.sections(
          Set.of("weights", "mean", "variance"),
          (section, bytes) -> sections.put(section, SavedTraining.Section.of(bytes)));
      saved.head().surroundings().put(name, value);
      SavedTraining.write(saved.head(), sections, changed);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    newest(broken).setValue(changed.toByteArray());
  }

  private static Map.Entry<String, byte[]> newest(RecordedContext broken) {
    return broken.run.checkpoints.entrySet().stream()
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  @Test
  void refusesAStateThatIsCutOrContinues() {
    DjlTrainer trainer = everything().build();
    RecordedContext broken = context();
    assertThat(interrupted(trainer, broken, 7)).isTrue();
    byte[] whole = newest(broken).getValue();

    for (int length : new int[] {6, 10, 100, whole.length / 2, whole.length - 1}) {
      newest(broken).setValue(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> resumed(trainer, broken))
          .as("%s bytes", length)
          .isInstanceOf(CorruptDataException.class)
          .hasMessage("Cannot read the state of a training: it ends too early");
    }
    newest(broken).setValue(Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(() -> resumed(trainer, broken))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read the state of a training: bytes follow its sections");
  }

  /** The optimizer is known by its settings; the file is of another release, or damaged. */
  @Test
  void refusesAStateWithOtherSections() {
    byte[] bytes = {0, 0, 0, 1, 0, 0, 0, 3, 'o', 'l', 'd', 0, 0, 0, 0};
    assertThatThrownBy(() -> sections(bytes, "weights"))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "Cannot read the state of a training: it has the section old (must have [weights],"
                + " each once)");
    assertThatThrownBy(() -> sections(bytes, "mean", "old"))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read the state of a training: it has no section [mean]");
  }

  private static void sections(byte[] bytes, String... wanted) throws IOException {
    SavedTraining.Head head =
        new SavedTraining.Head(Map.of(), Map.of(), 1, 1, 0, 0, null, List.of(), null);
    new SavedTraining(head, new DataInputStream(new ByteArrayInputStream(bytes)))
        .sections(new TreeSet<>(List.of(wanted)), (name, section) -> {});
  }

  @ParameterizedTest
  @CsvSource({
    "processor.vectors, avx2",
    "processor, riscv64",
    "pytorch.version, 1.0",
    "threads, 7"
  })
  void namesWhatMayChangeTheLastBits(String fact, String before) {
    DjlTrainer trainer = settings().epochs(2).threads(1).build();
    RecordedContext broken = context();
    assertThat(interrupted(trainer, broken, 2)).isTrue();
    changeFact(broken, fact, before);
    RecordedContext rest = context().resuming(broken);

    trainer.train(rest);

    assertThat(rest.run.tags.get("resumedElsewhere"))
        .startsWith(fact + " is ")
        .endsWith(", was " + before)
        .doesNotContain(";");
  }

  @Test
  void namesTheSettingsThatHaveChanged() {
    assertRefused(
        all -> all.seed(7).epochs(5),
        "Cannot resume the training: the settings have changed (epochs is 5, was 4; seed is 7,"
            + " was 42)");
  }

  private static void assertRefused(UnaryOperator<DjlTrainerBuilder> change, String message) {
    RecordedContext broken = context();
    assertThat(interrupted(settings().epochs(4).build(), broken, 2)).isTrue();
    DjlTrainer other = change.apply(settings()).build();

    assertThatThrownBy(() -> resumed(other, broken))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
  }

  private static DjlTrainerBuilder settings() {
    return DjlTrainer.builder().network(NETWORK).batchSize(10).checkpointEvery(1);
  }

  private static DjlTrainerBuilder withOwnOptimizer() {
    return DjlTrainer.builder()
        .network(NETWORK)
        .batchSize(10)
        .epochs(4)
        .optimizer(() -> Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.01f)).build());
  }

  @Test
  void storesNoStateThatCouldNotBeResumed() {
    DjlTrainerBuilder builder = withOwnOptimizer().checkpointEvery(1);
    assertThatThrownBy(builder::build)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid trainer: checkpoints with a custom optimizer (its state is not known, so that"
                + " no training could be resumed; use one of Optimizers, or leave out the"
                + " checkpoints)");
  }

  @Test
  void refusesToGoOnWithAnOptimizerWhoseStateIsNotKnown() {
    RecordedContext broken = context();
    assertThat(interrupted(settings().epochs(4).build(), broken, 2)).isTrue();
    DjlTrainer other = withOwnOptimizer().build();

    assertThatThrownBy(() -> resumed(other, broken))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Cannot resume the training: the state of the optimizer ");
  }
}
