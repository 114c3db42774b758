package io.lifecycle4j.djl;

import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.Augmentation;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Optimizers;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.training.TrainingListener;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Trains in a home, or goes on with the training that ended there early. */
final class KilledTraining {
  static final String MODEL = "points";
  static final String BATCH = "batch";
  static final String DATASET = "points";
  static final int EPOCHS = 4;
  static final SplitPlan PLAN = Splits.byHash(1).train(0.6).validation(0.2).holdout(0.2);

  static final Column IMAGE = Column.tensor("image", 1, 5, 5);

  /** An image, since they are augmented. */
  record Point(List<Float> image) {}

  private record Labelled(List<Float> image, String side) {}

  private KilledTraining() {}

  /**
   * Prints a line for each batch, then the digest of the weights.
   *
   * @param arguments the directory of the home, and that of the home to which states are copied
   */
  public static void main(String[] arguments) {
    try (Lifecycle home = open(Path.of(arguments[0]));
        Lifecycle outside = open(Path.of(arguments[1]));
        ManagedModel<Point, String> model =
            model(home, outside, news -> System.out.println(BATCH))) {
      System.out.println(digest(trained(home, model)));
    }
  }

  static Lifecycle open(Path directory) {
    return Lifecycle.builder().directory(directory).withoutEnvironment().open();
  }

  static ManagedModel<Point, String> model(Lifecycle home, TrainingListener listener) {
    return builder(home, listener).open();
  }

  /** Opens a model whose states are copied to another home. */
  static ManagedModel<Point, String> model(
      Lifecycle home, Lifecycle outside, TrainingListener listener) {
    return builder(home, listener).checkpointTo(outside.experiments()).open();
  }

  static ManagedModelBuilder<Point, String> builder(Lifecycle home, TrainingListener listener) {
    return home.model(MODEL, Columns.of(Point.class, IMAGE), classification("side"))
        .preprocessing(scale("image", 0.05))
        .trainer(
            DjlTrainer.builder()
                .network(Network.parse("conv(4,3) batchNorm relu flatten dense(8) dropout(0.3)"))
                .epochs(EPOCHS)
                .batchSize(16)
                .accumulate(2)
                .average(0.9)
                .optimizer(Optimizers.sgd().momentum(0.9).nesterov())
                .schedule(Schedule.cosine().warmUp(3))
                .earlyStopping("accuracy", EPOCHS, 0)
                .checkpointEveryUpdates(2)
                .augment(Augmentation.horizontalFlip(), Augmentation.rotate(20))
                .threads(1)
                .build())
        .onProgress(listener);
  }

  static Split split(Lifecycle home) {
    return commit(home, 300).split(PLAN);
  }

  static DatasetVersion commit(Lifecycle home, int rows) {
    return home.datasets()
        .dataset(DATASET)
        .snapshot(
            Sources.records(
                Columns.of(Labelled.class, IMAGE),
                action ->
                    IntStream.range(0, rows)
                        .mapToObj(
                            i -> new Labelled(image(i % 20, i / 20), i % 20 > i / 20 ? "b" : "a"))
                        .forEach(action)))
        .commit();
  }

  private static List<Float> image(int x, int y) {
    return IntStream.range(0, 25)
        .mapToObj(i -> (float) (i / 5 < 2 ? x : y) + (i % 5 == x % 5 ? 3 : 0))
        .toList();
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
