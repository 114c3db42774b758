package io.lifecycle4j.djl;

import static io.lifecycle4j.evaluation.StressTests.cropped;
import static io.lifecycle4j.evaluation.StressTests.darkened;
import static io.lifecycle4j.evaluation.StressTests.fgsm;
import static io.lifecycle4j.evaluation.StressTests.randomSigns;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.evaluation.StressResult.Figures;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.training.Trainer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Steps against the gradients of the real engine, beside random steps of the same size. */
class FgsmTest {
  private static final Path IMAGES = Path.of("../lifecycle-examples/data");
  private static final List<String> CLASSES =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private static ManagedModel<GrayImage, String> clothes(Lifecycle home, String layers) {
    return home.model("clothes", Images.gray(28, 28), classification("label"))
        .preprocessing(scale("image", 1 / 255.0))
        .trainer(
            DjlTrainer.builder()
                .network(Network.parse(layers))
                .epochs(3)
                .seed(1)
                .threads(1)
                .build())
        .open();
  }

  private static Split images(Lifecycle home) {
    return home.datasets()
        .dataset("clothes")
        .snapshot(
            Sources.idx(28, 28, CLASSES)
                .part("train", IMAGES.resolve("train-images.gz"), IMAGES.resolve("train-labels.gz"))
                .part("test", IMAGES.resolve("test-images.gz"), IMAGES.resolve("test-labels.gz"))
                .build())
        .commit()
        .split(Splits.byColumn("part").validation(0.2).seed(1).holdout("test"));
  }

  private static Figures figures(StressReport report, StressTest test) {
    return report.result(test).figures().orElseThrow();
  }

  private static void isFooledByGradientsOnly(StressReport report) {
    Figures attack = figures(report, fgsm(0.1));
    Figures control = figures(report, randomSigns(0.1));
    assertThat(control.value()).isGreaterThan(0.6);
    assertThat(attack.value()).isLessThan(0.2);
    assertThat(attack.interval().upper()).isLessThan(control.interval().lower());
    assertThat(report.results().get(0).test()).isEqualTo(fgsm(0.1));
  }

  @Test
  @OnlyLarger
  void foolsANetworkOnImagesWhereRandomStepsDoNot() {
    try (Lifecycle home = Lifecycle.inMemory();
        ManagedModel<GrayImage, String> model = clothes(home, "flatten dense(64) relu")) {
      ModelVersion version = model.train(images(home));
      StressReport report =
          model.stress(version).tests(fgsm(0.1), darkened(0.9), cropped(0.2)).run();

      assertThat(report.rows()).isEqualTo(1_000);
      assertThat(report.clean()).isEqualTo(model.evaluate(version).metric("accuracy"));
      isFooledByGradientsOnly(report);
      assertThat(figures(report, darkened(0.9)).drop()).isPositive();
      assertThat(figures(report, cropped(0.2)).drop()).isPositive();
    }
  }

  /** Plain Java runs small networks by default, and has no gradients: here DJL runs it. */
  @Test
  void takesTheGradientsOfTheEngineThatServes() {
    try (Lifecycle home =
            Lifecycle.builder().location(URI.create("memory:new")).engine(new DjlEngine()).open();
        ManagedModel<GrayImage, String> model = clothes(home, "flatten dense(32) relu")) {
      isFooledByGradientsOnly(model.stress(model.train(images(home))).tests(fgsm(0.1)).run());
    }
  }

  private record Point(double a, double b) {}

  private record Measured(double a, double b, double y) {
    static Measured of(int i) {
      return new Measured(i % 10, i % 7, 2 * (i % 10) - 3 * (i % 7) + (i % 2 == 0 ? 1 : -1));
    }
  }

  /** Puts out 2a - 3b. */
  private static final Trainer KNOWN =
      context ->
          new TrainedModel(
              DjlEngine.FORMAT,
              Network.builder().build().architecture(),
              List.of(
                  new NamedContent(
                      WeightsFile.NAME,
                      out ->
                          out.write(
                              WeightsFile.write(
                                  List.of(
                                      Tensor.of("output.weight", new float[] {2, -3}, 1, 2),
                                      Tensor.of("output.bias", new float[1], 1)))))));

  @Test
  void stepsAgainstEachNumberOfAKnownFunction() {
    try (Lifecycle home = Lifecycle.inMemory();
        ManagedModel<Point, Double> model =
            home.model("known", Point.class, regression("y")).trainer(KNOWN).open()) {
      Split split =
          home.datasets()
              .dataset("known")
              .snapshot(
                  Sources.records(Measured.class, IntStream.range(0, 300).mapToObj(Measured::of)))
              .commit()
              .split(Splits.byHash(1).train(0.5).validation(0.2).holdout(0.3));
      StressReport report = model.stress(model.train(split)).metric("mae").tests(fgsm(0.1)).run();

      assertThat(report.clean()).isCloseTo(1, within(1e-6));
      assertThat(figures(report, fgsm(0.1)).drop())
          .as("0.1 · (2 + 3), as each row errs by 1")
          .isCloseTo(0.5, within(1e-5));
      assertThat(figures(report, randomSigns(0.1)).drop()).isBetween(-0.2, 0.2);
    }
  }
}
