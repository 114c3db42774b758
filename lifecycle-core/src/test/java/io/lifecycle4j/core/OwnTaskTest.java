package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.training.Trainer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains, judges and serves a task that the library does not know. */
class OwnTaskTest {
  private static final Counts COUNTS = new Counts("cats", "dogs");

  @TempDir private Path directory;

  /** There are twice as many cats as houses, and three dogs more. */
  private record Street(double houses) {}

  private record Counted(double houses, double cats, double dogs) {}

  private static Split split(Lifecycle home, double dogs) {
    List<Counted> rows =
        java.util.stream.IntStream.range(0, 100)
            .mapToObj(i -> new Counted(i % 10, 2 * (i % 10), i % 10 + dogs))
            .toList();
    return home.datasets()
        .dataset("streets")
        .snapshot(Sources.records(Counted.class, rows.stream()))
        .commit()
        .split(Splits.byHash(1).train(0.7).validation(0.1).holdout(0.2));
  }

  /** Knows the answer, or misses it by so much. */
  private static Trainer trainer(float off) {
    return context -> {
      assertThat(context.signature())
          .hasToString("[features float32 [-1, 1]] -> [counts float32 [-1, 2]]");
      assertThat(context.training().targets()).isEqualTo(COUNTS.targets());
      byte[] weights = LinearEngine.file(new float[][] {{2, off}, {1, 3}});
      return new TrainedModel(
          LinearEngine.FORMAT,
          LinearEngine.architecture(1, 2),
          List.of(new NamedContent(LinearEngine.FILE, Content.of(weights))));
    };
  }

  private static ManagedModel<Street, Counts.Pair> open(Lifecycle home, float off) {
    return home.model("streets", Street.class, COUNTS)
        .trainer(trainer(off))
        .gates(metric("miscounted").atMost(0.5), notWorseThanProduction("miscounted").within(0.1))
        .open();
  }

  @Test
  void isTrainedPromotedServedAndReadAgain() {
    try (Lifecycle home = Flowers.in(directory)) {
      Split split = split(home, 3);
      try (ManagedModel<Street, Counts.Pair> model = open(home, 0)) {
        ModelVersion version = model.train(split);
        model.promote(version, ALICE, "Counts");
        assertThat(model.predict(new Street(4)).value()).isEqualTo(new Counts.Pair(8, 7));
        assertThat(model.predict(new Street(4)).probability()).isEmpty();
      }
      try (ManagedModel<Street, Counts.Pair> worse = open(home, 0.4f)) {
        ModelVersion version = worse.train(split);
        assertThatThrownBy(() -> worse.promote(version, ALICE, "Miscounts"))
            .isInstanceOf(GateFailedException.class)
            .hasMessageContaining("miscounted worse by 0.4000 (0.4000 to 0.4000 worse");
      }
    }
    try (Lifecycle again = Flowers.in(directory);
        ManagedModel<Street, Counts.Pair> model = open(again, 0)) {
      assertThat(again.models().version("streets", 1).manifest().task()).isEqualTo(COUNTS);
      assertThat(model.predict(new Street(1)).value()).isEqualTo(new Counts.Pair(2, 4));
    }
  }

  @Test
  void refusesLabelsThatItDoesNotTake() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Street, Counts.Pair> model = open(home, 0)) {
      Split split = split(home, -100);
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("Invalid count: -");
    }
  }

  @Test
  void needsAProviderOfItsClass() {
    record Unnamed(String label) implements Task<String> {
      @Override
      public String id() {
        return "unnamed";
      }

      @Override
      public List<String> labels() {
        return List.of(label);
      }

      @Override
      public List<TensorSpec> targets() {
        return List.of(TensorSpec.float32("x"));
      }

      @Override
      public List<TensorSpec> outputs() {
        return List.of(TensorSpec.float32("x", 1));
      }

      @Override
      public void encode(Row row, List<Tensor> targets, int place) {
        targets.get(0).set(place, 1);
      }

      @Override
      public String decode(List<Tensor> outputs, int place) {
        return "x";
      }

      @Override
      public List<Metric> metrics() {
        return List.of();
      }

      @Override
      public Scores score(List<Tensor> outputs, List<Tensor> targets) {
        throw new IllegalStateException("not for this test");
      }
    }

    try (Lifecycle home = Flowers.inMemory()) {
      assertThatThrownBy(() -> home.model("streets", Street.class, new Unnamed("cats")).open())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid task unnamed: its id is unknown (register its class %s with a service of"
                  + " type io.lifecycle4j.schema.spi.TaskProvider)",
              Unnamed.class.getName());
    }
  }

  @Test
  void isNamedWhereNobodyKnowsIt() {
    byte[] json = "{\"task\":\"ranking\",\"label\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ModelForms.JSON.read(json, Task.class, "manifest of streets:1"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Cannot read manifest of streets:1: task does not exist: ranking (a service of type"
                + " io.lifecycle4j.schema.spi.TaskProvider must name its class)");
  }
}
