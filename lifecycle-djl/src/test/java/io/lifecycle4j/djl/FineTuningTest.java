package io.lifecycle4j.djl;

import static io.lifecycle4j.preprocessing.Steps.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.BlockConfig;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.DjlTrainerBuilder;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelManifest.Ancestor;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.training.Rehearsal;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that begin with the weights of a version, and change some layers only. */
class FineTuningTest {
  private static final String LAYERS = "dense(8) batchNorm relu dense(6) relu";

  record Point(double x, double y) {}

  private record Labelled(double x, double y, String side, double sum) {}

  @TempDir private Path folder;
  private Lifecycle home;
  private Split split;

  /** The weights of the last training by their names. */
  private final Map<String, List<Float>> weights = new TreeMap<>();

  @BeforeEach
  void open() {
    home = Lifecycle.builder().directory(folder).withoutEnvironment().open();
    split =
        home.datasets()
            .dataset("points")
            .snapshot(
                Sources.records(
                    Labelled.class,
                    IntStream.range(0, 200)
                        .mapToObj(
                            i ->
                                new Labelled(
                                    i % 20,
                                    i / 20.0,
                                    i % 20 > i / 10 ? "b" : "a",
                                    50 + 10.0 * (i % 20) + i / 20.0))))
            .commit()
            .split(Splits.byHash(1).train(0.6).validation(0.2).holdout(0.2));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private static DjlTrainerBuilder trainer(String layers) {
    return DjlTrainer.builder().network(Network.parse(layers)).epochs(2).batchSize(24).threads(1);
  }

  private <O> ManagedModel<Point, O> model(Task<O> task, DjlTrainer trainer) {
    return home.model(task.id().startsWith("r") ? "sums" : "sides", Point.class, task)
        .preprocessing(standardize("x"), standardize("y"))
        .trainer(
            context -> {
              TrainedModel trained = trainer.train(context);
              remember(trained);
              return trained;
            })
        .open();
  }

  private ModelVersion trained(DjlTrainerBuilder trainer) {
    return trained(Tasks.classification("side"), trainer);
  }

  private ModelVersion trained(Task<?> task, DjlTrainerBuilder trainer) {
    try (ManagedModel<Point, ?> model = model(task, trainer.build())) {
      return model.train(split);
    }
  }

  private void remember(TrainedModel trained) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      trained.files().get(0).content().writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    weights.clear();
    for (Tensor tensor : WeightsFile.read(bytes.toByteArray())) {
      weights.put(
          tensor.name(),
          IntStream.range(0, tensor.size()).mapToObj(i -> (float) tensor.number(i)).toList());
    }
  }

  private Map<String, List<Float>> weights() {
    return new LinkedHashMap<>(weights);
  }

  @Test
  void leavesFrozenLayersAndTheirStatisticsAsTheyAre() {
    ModelVersion parent = trained(trainer(LAYERS));
    Map<String, List<Float>> before = weights();

    ModelVersion child =
        trained(
            trainer(LAYERS)
                .startFrom(parent)
                .freeze("dense1", "batchNorm1")
                .learningRate("output", 0.05));

    Map<String, List<Float>> after = weights();
    assertThat(before.keySet()).isEqualTo(after.keySet());
    before.forEach(
        (name, values) -> {
          boolean frozen = name.startsWith("dense1.") || name.startsWith("batchNorm1.");
          assertThat(after.get(name).equals(values)).as(name).isEqualTo(frozen);
        });
    assertThat(child.manifest().ancestors()).extracting(Ancestor::id).containsExactly(parent.id());
    String run = child.manifest().provenance().findRun().orElseThrow();
    assertThat(home.experiments().find(run).orElseThrow().params())
        .hasEntrySatisfying("freeze", value -> assertThat(value).hasToString("batchNorm1, dense1"))
        .hasEntrySatisfying(
            "learningRate.output", value -> assertThat(value.asDouble()).isEqualTo(0.05));
  }

  @Test
  void movesALayerByItsOwnRate() {
    ModelVersion parent = trained(trainer(LAYERS));
    Map<String, List<Float>> before = weights();

    trained(trainer(LAYERS).startFrom(parent).learningRate(1e-30).learningRate("dense2", 0.01));

    Map<String, List<Float>> after = weights();
    assertThat(after.get("dense1.weight")).isEqualTo(before.get("dense1.weight"));
    assertThat(after.get("dense2.weight")).isNotEqualTo(before.get("dense2.weight"));
  }

  /** A dropout before a layer changes its number, not its name. */
  @Test
  void findsLayersByTheirNames() {
    ModelVersion parent = trained(trainer(LAYERS));
    Map<String, List<Float>> before = weights();

    ModelVersion child =
        trained(
            trainer("dropout(0.1) dense(8) batchNorm relu dense(6) relu dense(5) relu")
                .startFrom(parent)
                .freeze("dense1", "batchNorm1", "dense2"));

    assertThat(weights.get("dense1.weight")).isEqualTo(before.get("dense1.weight"));
    assertThat(weights.get("dense2.bias")).isEqualTo(before.get("dense2.bias"));
    assertThat(
            home.experiments()
                .find(child.manifest().provenance().findRun().orElseThrow())
                .orElseThrow()
                .tags())
        .containsEntry("newLayers", "dense3, output");
  }

  /** The head of the parent is in units of its label, and training is on scaled labels. */
  @Test
  void beginsARegressionWhereItsParentEnded() {
    ModelVersion parent = trained(Tasks.regression("sum"), trainer(LAYERS).learningRate(0.02));
    List<Float> before = weights().get("output.bias");

    trained(Tasks.regression("sum"), trainer(LAYERS).startFrom(parent).learningRate(1e-12));

    List<Float> after = weights.get("output.bias");
    assertThat(after.get(0)).isCloseTo(before.get(0), Percentage.withPercentage(0.01));
  }

  @Test
  void leavesAFrozenHeadOfARegressionAsItIs() {
    ModelVersion parent = trained(Tasks.regression("sum"), trainer(LAYERS));
    Map<String, List<Float>> before = weights();

    trained(
        Tasks.regression("sum"),
        trainer(LAYERS).startFrom(parent).learningRate(1e-5).freeze("output"));

    assertThat(weights.get("output.weight")).isEqualTo(before.get("output.weight"));
    assertThat(weights.get("output.bias")).isEqualTo(before.get("output.bias"));
    assertThat(weights.get("dense1.weight")).isNotEqualTo(before.get("dense1.weight"));
  }

  private static Block block(BlockConfig config) {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(6).build())
        .add(BatchNorm.builder().build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(config.signature().outputs().get(0).numbers()).build());
  }

  @Test
  void freezesTheStatisticsOfABlockOfTheApplication() {
    DjlTrainerBuilder first =
        DjlTrainer.builder().block("mine", FineTuningTest::block).epochs(2).threads(1);
    ModelVersion parent = trainedWith(first.build());
    Map<String, List<Float>> before = weights();

    trainedWith(
        DjlTrainer.builder()
            .block("mine", FineTuningTest::block)
            .epochs(2)
            .threads(1)
            .startFrom(parent)
            .freeze("01Linear", "02BatchNorm")
            .build());

    assertThat(weights.get("02BatchNorm_runningMean"))
        .isEqualTo(before.get("02BatchNorm_runningMean"));
    assertThat(weights.get("02BatchNorm_gamma")).isEqualTo(before.get("02BatchNorm_gamma"));
    assertThat(weights.get("04Linear_weight")).isNotEqualTo(before.get("04Linear_weight"));
  }

  private ModelVersion trainedWith(DjlTrainer trainer) {
    try (ManagedModel<Point, String> model =
        home.model("sides", Point.class, Tasks.classification("side"))
            .preprocessing(standardize("x"), standardize("y"))
            .trainer(new Remembering(trainer, this::remember))
            .open()) {
      return model.train(split);
    }
  }

  private record Remembering(DjlTrainer trainer, Consumer<TrainedModel> seen) implements Trainer {
    @Override
    public TrainedModel train(TrainingContext context) {
      TrainedModel trained = trainer.train(context);
      seen.accept(trained);
      return trained;
    }

    @Override
    public Optional<Engine> engine() {
      return trainer.engine();
    }
  }

  @Test
  void namesTheNearestLayer() {
    assertRefused(
        trainer(LAYERS).freeze("dens1"),
        "Invalid frozen layer: layer \"dens1\" does not exist (did you mean dense1? there are"
            + " dense1, batchNorm1, dense2, output)");
    assertRefused(
        trainer(LAYERS).learningRate("dense3", 0.1),
        "Invalid learning rate: layer \"dense3\" does not exist (did you mean dense1? there are"
            + " dense1, batchNorm1, dense2, output)");
    assertRefused(
        trainer(LAYERS).freeze(""),
        "Invalid frozen layer: layer \"\" does not exist (there are dense1, batchNorm1, dense2,"
            + " output)");
    assertRefused(
        trainer("relu").freeze("output"),
        "Invalid frozen layers: [output] (one with parameters must be left to learn)");
    assertRefused(
        trainer(LAYERS).freeze("output").learningRate("output", 0.1),
        "Invalid learning rate: of [output] (it is frozen)");
  }

  private void assertRefused(DjlTrainerBuilder trainer, String message) {
    assertThatThrownBy(() -> trained(trainer))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
  }

  @Test
  void namesALayerOfAnotherSize() {
    ModelVersion parent = trained(trainer(LAYERS));
    assertRefused(
        trainer("dense(8) batchNorm relu dense(7) relu").startFrom(parent),
        "Cannot begin with sides:1: dense2.weight is [6, 8] there (must be [7, 8])");
  }

  /** All of a training of many hours is tried out, with a parent, in a moment. */
  @Test
  void isRehearsed() {
    ModelVersion parent = trained(trainer(LAYERS));
    DjlTrainer longer =
        trainer(LAYERS + " dropout(0.2)").startFrom(parent).freeze("dense1").build();
    try (ManagedModel<Point, String> model = model(Tasks.classification("side"), longer)) {
      Rehearsal rehearsal = model.rehearse(split);

      assertThat(rehearsal.toString()).contains("the same weights, bit by bit");
      assertThat(model.overfitOn(12, split).learned()).isTrue();
      assertThat(home.models().versions("sides")).hasSize(1);
    }
  }
}
