package io.lifecycle4j.djl.model;

import static io.lifecycle4j.djl.model.DjlModels.djlParameters;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parameters that DJL's {@code Model.save} wrote, from their registration to a rollback. */
class DjlParametersLifeTest {
  private static final Actor ALICE = Actor.by("alice");
  private static final Network LAYERS = Network.builder().dense(5).relu().build();
  private static final Network OWN = new Network("mine", "6");

  private record Point(double a, double b) {}

  private record Known(double a, double b, double y) {}

  @TempDir private Path folder;

  @BeforeEach
  void start() {
    DjlRuntime.start();
  }

  private static Block layers() {
    return Blocks.NONE.create(LAYERS, Artifacts.signature(List.of(2), 1));
  }

  private static Block own(String units) {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(Integer.parseInt(units)).build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(1).build());
  }

  private static Lifecycle home() {
    DjlEngine engine = DjlEngine.builder().block("mine", config -> own(config.text())).build();
    return Lifecycle.builder().location(URI.create("memory:new")).engine(engine).open();
  }

  private static List<Point> points() {
    return IntStream.range(0, 60).mapToObj(i -> new Point(i % 7 - 3, i * 0.1)).toList();
  }

  /** Saves a block with random parameters; returns what DJL computes with it. */
  private float[] save(Block block, String name) throws IOException {
    try (NDManager manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager(Device.cpu());
        Model model = Model.newInstance(name, DjlRuntime.ENGINE)) {
      block.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
      model.setBlock(block);
      model.save(folder, name);
      float[] rows = new float[2 * points().size()];
      for (int i = 0; i < points().size(); i++) {
        rows[2 * i] = (float) points().get(i).a();
        rows[2 * i + 1] = (float) points().get(i).b();
      }
      return block
          .forward(
              new ParameterStore(manager, false),
              new NDList(manager.create(rows, new Shape(points().size(), 2))),
              false)
          .get(0)
          .toFloatArray();
    }
  }

  private static Split split(Lifecycle home, float[] answers) {
    return home.datasets()
        .dataset("points")
        .snapshot(
            Sources.records(
                Known.class,
                IntStream.range(0, answers.length)
                    .mapToObj(
                        i -> new Known(points().get(i).a(), points().get(i).b(), answers[i]))))
        .commit()
        .split(Splits.byHash(1).train(0.4).validation(0.3).holdout(0.3));
  }

  private static void assertAnswers(
      ManagedModel<Point, Double> model, float[] answers, int version) {
    for (int i = 0; i < answers.length; i++) {
      var answer = model.predict(points().get(i));
      assertThat(answer.value()).isCloseTo(answers[i], within(1e-5));
      assertThat(answer.version()).hasValue(version);
    }
  }

  @Test
  void areRegisteredPromotedServedAndRolledBack() throws IOException {
    float[] ofLayers = save(layers(), "layers");
    float[] ofOwn = save(own("6"), "own");
    try (Lifecycle home = home();
        ManagedModel<Point, Double> model =
            home.model("points", Point.class, regression("y")).open()) {
      Split split = split(home, ofLayers);
      ModelVersion first =
          model.register(
              djlParameters(folder.resolve("layers-0000.params"), LAYERS), split, ALICE, "Layers");
      model.promote(first, ALICE, "First");
      assertAnswers(model, ofLayers, 1);

      ModelVersion second =
          model.register(
              djlParameters(folder.resolve("own-0000.params"), OWN), split, ALICE, "Own block");
      model.promote(second, ALICE, "Second");
      assertAnswers(model, ofOwn, 2);

      model.rollback(ALICE, "The first was better");
      assertAnswers(model, ofLayers, 1);
    }
  }

  @Test
  void areNotRegisteredIfTheEngineLacksTheBlock() throws IOException {
    float[] answers = save(own("6"), "own");
    try (Lifecycle home = Lifecycle.builder().location(URI.create("memory:new")).open();
        ManagedModel<Point, Double> model =
            home.model("points", Point.class, regression("y")).open()) {
      Split split = split(home, answers);

      assertThatThrownBy(
              () ->
                  model.register(
                      djlParameters(folder.resolve("own-0000.params"), OWN), split, ALICE, "Own"))
          .isInstanceOf(LifecycleException.class)
          .hasMessageContaining("Block does not exist: mine");
      assertThat(home.models().versions("points")).isEmpty();
    }
  }
}
