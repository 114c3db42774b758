package io.lifecycle4j.examples;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.data.Splits.byColumn;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.training.Trainer;
import java.io.IOException;
import java.nio.file.Path;

/** The life cycle of an image model, as shown in the guide. */
final class Story {
  private Story() {}

  static Prediction<String> tell(Path home, Path data) throws IOException {
    Prediction<String> answer;
    // guide begins
    Network network =
        Network.parse("conv(16,5) relu maxPool(2) flatten dropout(0.3) dense(64) relu");
    Trainer trainer =
        DjlTrainer.builder().network(network).epochs(5).schedule(Schedule.cosine()).build();
    Source files =
        Sources.idx(28, 28, FashionImages.CLASSES)
            .part("train", data.resolve("train-images.gz"), data.resolve("train-labels.gz"))
            .part("test", data.resolve("test-images.gz"), data.resolve("test-labels.gz"))
            .build();

    try (Lifecycle lifecycle = Lifecycle.open(home);
        ManagedModel<GrayImage, String> fashion =
            lifecycle
                .model("fashion", Images.gray(28, 28), classification("label"))
                .preprocessing(scale("image", 1 / 255.0))
                .trainer(trainer)
                .gates(metric("accuracy").atLeast(0.75), notWorseThanProduction("accuracy"))
                .monitor(DriftMonitor.builder().window(500).falseAlarmRate(0.001).build())
                .open()) {

      DatasetVersion images = lifecycle.datasets().dataset("images").snapshot(files).commit();
      Split split = images.split(byColumn("part").validation(0.1).holdout("test")); // sealed

      ModelVersion first = fashion.train(split); // run, weights, environment, all recorded
      fashion.promote(first, by("alice"), "First release"); // gates and promotion are one record

      ModelVersion second = fashion.train(images.split(byColumn("part").holdout("test")));
      fashion.promote(second, by("alice"), "Trained on all images");
      fashion.rollback(by("bob"), "Customers complain about shirts"); // the first serves again

      GrayImage image = FashionImages.read(data.resolve("test-images.gz")).get(0);
      answer = fashion.predict(image); // logged, watched: fashion.monitoring().findDrift()
    }
    // guide ends
    return answer;
  }
}
