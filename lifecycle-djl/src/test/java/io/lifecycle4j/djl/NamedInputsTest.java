package io.lifecycle4j.djl;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.serving.Prediction;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An image beside two numbers, through the whole life of a model. */
class NamedInputsTest {
  private static final int SIDE = 5;

  /** The kind depends on the image and on the age, so that neither is enough. */
  private record Scan(GrayImage image, double age, double weight, String kind) {}

  private static final Columns<Scan> INPUT = columns().build();
  private static final Columns<Scan> ROW = columns().string("kind", Scan::kind).build();

  private static Columns.Builder<Scan> columns() {
    return Columns.from(Scan.class)
        .float64("age", Scan::age)
        .tensor(Column.tensor("image", 1, SIDE, SIDE), NamedInputsTest::pixels)
        .float64("weight", Scan::weight);
  }

  private static void pixels(Scan scan, float[] target, int offset) {
    for (int i = 0; i < SIDE * SIDE; i++) {
      target[offset + i] = scan.image().pixel(i / SIDE, i % SIDE) / 255f;
    }
  }

  private static List<Scan> scans(int count, long seed) {
    Random random = new Random(seed);
    List<Scan> scans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean upright = random.nextBoolean();
      int place = random.nextInt(SIDE);
      byte[] pixels = new byte[SIDE * SIDE];
      for (int pixel = 0; pixel < pixels.length; pixel++) {
        boolean bar = (upright ? pixel % SIDE : pixel / SIDE) == place;
        pixels[pixel] = (byte) ((bar ? 200 : 0) + random.nextInt(40));
      }
      double age = 20 + 60 * random.nextDouble();
      String kind = upright == age > 50 ? "calm" : "alarm";
      scans.add(new Scan(new GrayImage(SIDE, SIDE, pixels), age, 50 + random.nextInt(50), kind));
    }
    return scans;
  }

  @Test
  void keepsTheShapesOfAnImageBesideTwoNumbers() {
    try (Lifecycle home = Lifecycle.builder().location(URI.create("memory:new")).open();
        ManagedModel<Scan, String> model =
            home.model("scans", INPUT, classification("kind"))
                .preprocessing(standardize("age"), standardize("weight"))
                .trainer(
                    DjlTrainer.builder()
                        .factory("towers", "8")
                        .epochs(40)
                        .batchSize(32)
                        .learningRate(0.01)
                        .threads(1)
                        .build())
                .gates(metric("accuracy").atLeast(0.85))
                .open()) {
      Split split =
          home.datasets()
              .dataset("scans")
              .snapshot(Sources.records(ROW, scans(600, 1)::forEach))
              .message("Scans")
              .commit()
              .split(Splits.byHash(1).train(0.8).validation(0).holdout(0.2));

      ModelVersion version = model.train(split);
      model.promote(version, Actor.by("alice"), "Sees both");

      assertThat(version.manifest().artifact().signature())
          .hasToString(
              "[features float32 [-1, 2], image float32 [-1, 1, 5, 5]] -> [scores float32 [-1,"
                  + " 2]]");
      GoldenRow golden = version.manifest().golden().get(0);
      assertThat(golden.inputs()).containsOnlyKeys("features", "image");
      assertThat(golden.inputs().get("image")).hasSize(SIDE * SIDE);
      List<Scan> fresh = scans(200, 2);
      List<Prediction<String>> answers = model.predict(fresh);
      int correct = 0;
      for (int i = 0; i < fresh.size(); i++) {
        assertThat(model.predict(fresh.get(i)).value()).isEqualTo(answers.get(i).value());
        correct += answers.get(i).value().equals(fresh.get(i).kind()) ? 1 : 0;
      }
      assertThat(correct).isGreaterThan(170);
    }
  }
}
