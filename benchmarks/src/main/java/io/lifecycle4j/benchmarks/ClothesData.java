package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.training.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The images of clothes of the quick start: 3,000 to train and 1,000 held out. */
final class ClothesData {
  static final Path DATA = Path.of("lifecycle-examples/data");
  private static final String[] CLASSES =
      IntStream.range(0, TrainedNetwork.CLASSES).mapToObj(String::valueOf).toArray(String[]::new);

  private ClothesData() {}

  /** Opens a model of the images. */
  static ManagedModel<GrayImage, String> model(Lifecycle home, Trainer trainer) {
    return home.model("fashion", Images.gray(28, 28), classification("label", CLASSES))
        .preprocessing(scale("image", 1 / 255.0))
        .trainer(trainer)
        .open();
  }

  /**
   * Splits the images: a share of those to train is for validation.
   *
   * @param validation the share
   */
  static Split split(Lifecycle home, double validation) {
    return home.datasets()
        .dataset("fashion-mnist")
        .snapshot(
            Sources.idx(28, 28, List.of(CLASSES))
                .part("train", DATA.resolve("train-images.gz"), DATA.resolve("train-labels.gz"))
                .part("test", DATA.resolve("test-images.gz"), DATA.resolve("test-labels.gz"))
                .build())
        .commit()
        .split(Splits.byColumn("part").validation(validation).seed(42).holdout("test"));
  }
}
