package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes with a checkpoint that a training drops, and what stays. */
class CollectedCheckpointsTest {
  private static final Trainer QUICK = new LinearTrainer(10, 0.5, 1); // logs step 10

  private final Lifecycle home = Flowers.inMemory();
  private final List<String> begunFrom = new ArrayList<>();

  @AfterEach
  void close() {
    home.close();
  }

  private static Checkpoint.Dropped why(long step) {
    return new Checkpoint.Dropped("Not among the newest 1", Map.of("loss", 1.0 / step));
  }

  private static void store(TrainingContext context, long step, Content state) {
    context.checkpoint(step, step, state);
    if (step > 1) {
      context.dropCheckpoint(step - 1, step - 1, why(step - 1));
    }
  }

  private void collect() {
    home.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
  }

  private RunRecord run() {
    return home.experiments().runs("species").get(0);
  }

  private byte[] read(Checkpoint checkpoint) {
    try (InputStream in = home.experiments().checkpoint(checkpoint)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails after three states, unless it goes on. */
  private TrainedModel resumable(TrainingContext context) {
    String before = context.resumeFrom().map(state -> text(state.content().get())).orElse("");
    begunFrom.add(before);
    if (before.isEmpty()) {
      for (long step = 1; step <= 3; step++) {
        store(context, step, Content.of("state " + step));
      }
      throw new IllegalStateException("The power failed");
    }
    return QUICK.train(context);
  }

  private static String text(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void leaveTombstonesAndTheStateThatARunGoesOnFrom() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(this::resumable).open()) {
      assertThatThrownBy(() -> model.train(Flowers.split(home, 1)))
          .isInstanceOf(TrainingFailedException.class);

      collect();

      List<Checkpoint> tombstones = run().droppedCheckpoints();
      assertThat(tombstones).extracting(Checkpoint::step).containsExactly(1L, 2L);
      for (Checkpoint tombstone : tombstones) {
        byte[] bytes = ("state " + tombstone.step()).getBytes(StandardCharsets.UTF_8);
        assertThat(tombstone.file().blob()).isEqualTo(Hashing.hash(bytes));
        assertThat(tombstone.dropped()).contains(why(tombstone.step()));
        assertThatThrownBy(() -> read(tombstone)).isInstanceOf(NotFoundException.class);
      }
      assertThat(run().checkpoints()).extracting(Checkpoint::step).containsExactly(3L);
      model.resume(run().id());
    }
    assertThat(begunFrom).containsExactly("", "state 3");
  }

  /** Stores its own weights as the first state, and drops it. */
  private static TrainedModel doubled(TrainingContext context) {
    TrainedModel model = QUICK.train(context);
    store(context, 1, Content.of(bytes(model)));
    store(context, 2, Content.of("state 2"));
    return model;
  }

  private static byte[] bytes(TrainedModel model) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      model.files().get(0).content().writeTo(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void keepTheBytesThatAVersionNeeds() {
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home).trainer(CollectedCheckpointsTest::doubled).open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      Checkpoint dropped = run().droppedCheckpoints().get(0);
      assertThat(dropped.file().blob())
          .isEqualTo(version.manifest().artifact().files().get(0).blob());

      collect();

      assertThat(read(dropped)).isNotEmpty();
      model.promote(version, Flowers.ALICE, "It loads");
      assertThat(model.predict(Flowers.SETOSA).version()).hasValue(1);
    }
  }
}
