package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.serving.Replay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A candidate answers what was asked before, without serving. */
class ReplayTest {
  private static List<Flower> flowers(int count) {
    List<Flower> flowers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double size = 1 + 5.0 * i / count;
      flowers.add(new Flower(size, size / 3, i % 3 == 0 ? "loam" : "sand"));
    }
    return flowers;
  }

  @Test
  void repeatsEveryAnswerOfTheVersionThatServed() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = Flowers.promoted(model, Flowers.split(home, 1));
      model.predict(flowers(600));
      Replay replay = model.replay(version).by("inputs.soil").run();
      assertThat(replay).hasToString("species:1 on 600 predictions: 600 compared, 0 different");
      assertThat(replay.identical()).isEqualTo(600);
      assertThat(replay.largest()).isEmpty();
      assertThat(replay.slices())
          .containsExactly(new Replay.Slice("loam", 200, 0), new Replay.Slice("sand", 400, 0));
    }
  }

  @Test
  void findsWhatACandidateAnswersInAnotherWay() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home).serving(flower -> "setosa").open()) {
      ModelVersion candidate = model.train(Flowers.split(home, 1));
      model.predict(flowers(60));
      model.predictEach(Arrays.asList((Flower) null));
      List<DataProgress> progress = new ArrayList<>();
      Replay replay = model.replay(candidate).onProgress(progress::add).run();
      assertThat(replay.compared()).isEqualTo(60);
      assertThat(replay.leftOut()).containsExactly(Map.entry("without answer", 1L));
      assertThat(replay.different()).isBetween(30L, 55L);
      assertThat(model.replay(candidate).tolerance(1).run().different())
          .as("classes have no distance")
          .isEqualTo(replay.different());
      assertThat(replay.largest())
          .hasSize(20)
          .isSortedAccordingTo((a, b) -> Double.compare(b.size(), a.size()))
          .allMatch(one -> one.logged().equals("setosa") && !one.replayed().equals("setosa"));
      assertThat(replay.markdown())
          .startsWith("# Replay of species:1\n\n61 predictions, 60 compared, ")
          .contains("- 1 without answer", "| " + replay.largest().get(0).id() + " | setosa | ");
      assertThat(progress).last().extracting(DataProgress::rows).isEqualTo(61L);
      assertThat(model.predictions().count()).as("nothing is served").isEqualTo(61);
    }
  }

  @Test
  void leavesOutWhatHasNoInputOrAPrivateOne() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home).serving(flower -> "setosa").open()) {
      ModelVersion secret = model.train(Flowers.commitPrivate(home, "length").split(Flowers.PLAN));
      model.predict(flowers(3));
      Replay replay = model.replay(secret).run();
      assertThat(replay.leftOut()).containsExactly(Map.entry("with private column length", 3L));
      Instant now = Instant.now();
      assertThat(
              model.replay(secret).between(now.plusSeconds(60), now.plusSeconds(61)).run().rows())
          .isZero();
      assertThat(model.replay(secret).where("answer = 'virginica'").run().rows()).isZero();
    }
  }

  @Test
  void refusesWhatItCannotReplay() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = Flowers.promoted(model, Flowers.split(home, 1));
      Replay.Builder twice = model.replay(version).by("soil");
      assertThatThrownBy(() -> twice.by("soil")).isInstanceOf(InvalidValueException.class);
      assertThatThrownBy(() -> model.replay(version).by("soul"))
          .isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> model.replay(version).tolerance(Double.NaN))
          .isInstanceOf(InvalidValueException.class);
    }
  }
}
