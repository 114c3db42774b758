package io.lifecycle4j.djl;

import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Optimizers;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.training.TrainingListener;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Trains in a home, or goes on with the training that ended there early. */
final class KilledTraining {
  static final String MODEL = "points";
  static final String BATCH = "batch";
  static final int EPOCHS = 4;

  record Point(double x, double y) {}

  private record Labelled(double x, double y, String side) {}

  private KilledTraining() {}

  /** Prints a line for each batch, then the digest of the weights. */
  public static void main(String[] arguments) {
    try (Lifecycle home = open(Path.of(arguments[0]));
        ManagedModel<Point, String> model = model(home, news -> System.out.println(BATCH))) {
      System.out.println(digest(trained(home, model)));
    }
  }

  static Lifecycle open(Path directory) {
    return Lifecycle.builder().directory(directory).withoutEnvironment().open();
  }

  static ManagedModel<Point, String> model(Lifecycle home, TrainingListener listener) {
    return home.model(MODEL, Point.class, classification("side"))
        .preprocessing(standardize("x"), standardize("y"))
        .trainer(
            DjlTrainer.builder()
                .network(Network.parse("dense(16) batchNorm relu dropout(0.3)"))
                .epochs(EPOCHS)
                .batchSize(16)
                .accumulate(2)
                .average(0.9)
                .optimizer(Optimizers.sgd().momentum(0.9).nesterov())
                .schedule(Schedule.cosine().warmUp(3))
                .earlyStopping("accuracy", EPOCHS, 0)
                .checkpointEveryUpdates(2)
                .threads(1)
                .build())
        .onProgress(listener)
        .open();
  }

  static Split split(Lifecycle home) {
    return home.datasets()
        .dataset("points")
        .snapshot(
            Sources.records(
                Labelled.class,
                IntStream.range(0, 300)
                    .mapToObj(i -> new Labelled(i % 20, i / 20.0, i % 20 > i / 20 ? "b" : "a"))))
        .commit()
        .split(Splits.byHash(1).train(0.6).validation(0.2).holdout(0.2));
  }

  /** Trains, or resumes the only run. */
  private static ModelVersion trained(Lifecycle home, ManagedModel<Point, String> model) {
    List<RunRecord> runs = home.experiments().runs(MODEL);
    return runs.isEmpty() ? model.train(split(home)) : model.resume(runs.get(0).id());
  }

  static String digest(ModelVersion version) {
    return version.manifest().artifact().files().get(0).blob().sha256();
  }
}
