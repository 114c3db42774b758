package io.lifecycle4j.examples;

import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.DjlTrainerBuilder;
import io.lifecycle4j.djl.training.Optimizers;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.training.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names that trainings record have one spelling, and the reference lists them. */
@OnlyLarger
class RecordedNamesTest {
  private static final String LAYERS = "dense(8) batchNorm relu";

  @TempDir Path temp;

  private final Lifecycle home = Lifecycle.inMemory();
  private final Set<String> settings = new TreeSet<>();
  private final Set<String> metrics = new TreeSet<>();

  private record Point(double x, double y) {}

  private record Labelled(double x, double y, String side) {}

  private Split split() {
    return home.datasets()
        .dataset("points")
        .snapshot(
            Sources.records(
                Columns.of(Labelled.class),
                action ->
                    IntStream.range(0, 200)
                        .mapToObj(
                            i ->
                                new Labelled(
                                    i % 20, Math.floorDiv(i, 10), i % 20 > i / 10 ? "b" : "a"))
                        .forEach(action)))
        .commit()
        .split(Splits.byHash(1).train(0.6).validation(0.2).holdout(0.2));
  }

  private ModelVersion train(UnaryOperator<DjlTrainerBuilder> trainer, Split split) {
    DjlTrainerBuilder builder = DjlTrainer.builder().epochs(2).batchSize(16);
    try (ManagedModel<Point, String> model =
        home.model(
                "points",
                Point.class,
                classification("side").positive("b").thresholdAtPrecision(0.5))
            .preprocessing(standardize("x"), standardize("y"))
            .trainer(trainer.apply(builder).build())
            .open()) {
      ModelVersion version =
          model.train(TrainingPlan.on(split).parameter("epochs", 3).build(), Actor.by("alice"));
      for (RunRecord run : home.experiments().runs("points")) {
        settings.addAll(run.params().keySet());
        settings.addAll(run.tags().keySet());
        metrics.addAll(run.metrics().keySet());
      }
      return version;
    }
  }

  private static String listed(String name) {
    return name.replaceFirst("^learningRate\\..*", "learningRate.LAYER")
        .replaceFirst("^parameter\\..*", "parameter.NAME")
        .replaceFirst("^validation_(?!loss).*", "validation_METRIC")
        .replaceFirst("^baseline/.*", "baseline/NAME/METRIC");
  }

  @Test
  void areThoseOfTheReference() throws IOException {
    Path file = Files.writeString(temp.resolve("t.yaml"), "network: " + LAYERS);
    Split split = split();
    ModelVersion parent =
        train(
            builder ->
                builder
                    .read(file)
                    .optimizer(Optimizers.sgd().momentum(0.9))
                    .earlyStopping("accuracy", 1, 0.001)
                    .shuffleBlocks(32),
            split);
    train(
        builder ->
            builder
                .network(Network.parse(LAYERS))
                .startFrom(parent)
                .freeze("dense1")
                .learningRate("output", 0.01)
                .optimizer(Optimizers.adamW())
                .schedule(Schedule.cosine())
                .clipNorm(1)
                .clipValue(1)
                .accumulate(2)
                .average(0.9),
        split);
    train(
        builder ->
            builder.network(Network.parse(LAYERS)).optimizer(Optimizers.rmsProp().momentum(0.5)),
        split);

    String page = Page.read("docs/reference/runs.md").text();
    assertThat(settings)
        .contains("batchSize", "earlyStopping.minDelta", "configuration.sha256", "bestEpoch")
        .allMatch(name -> name.matches("[a-z]\\w*(\\.[a-z]\\w*)*") && !name.contains("_"))
        .allMatch(name -> page.contains("`" + listed(name) + "`"));
    assertThat(metrics)
        .contains("validation_loss", "gradient_norm")
        .filteredOn(name -> !name.startsWith(RunRecord.SYSTEM))
        .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)))
        .allMatch(name -> page.contains("`" + listed(name) + "`"));
  }
}
