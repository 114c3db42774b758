package io.lifecycle4j.djl;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.preprocessing.Steps.index;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.preprocessing.Steps.tokens;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.GrayImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image, a text, a category and a number, each with layers of its own. */
class WordsAndImagesTest {
  private static final int SIDE = 5;
  private static final List<String> GOOD = List.of("Fine", "great!", "lovely");
  private static final List<String> BAD = List.of("poor", "broken", "BAD");
  private static final List<String> FILLERS = List.of("the", "it", "was", "a", "thing", "and");

  private record Offer(GrayImage image, String review, String city, double price) {}

  private record Sold(GrayImage image, String review, String city, double price, String sold) {
    Offer offer() {
      return new Offer(image, review, city, price);
    }
  }

  private static final Column IMAGE = Column.tensor("image", 1, SIDE, SIDE);
  private static final Columns<Offer> INPUT = Columns.of(Offer.class, IMAGE);
  private static final Columns<Sold> ROW = Columns.of(Sold.class, IMAGE);

  @TempDir private Path folder;

  /** Sold if three of four speak for it: a bright image, a good review, the city, a low price. */
  private static List<Sold> offers(int count, long seed) {
    Random random = new Random(seed);
    List<Sold> offers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean bright = random.nextBoolean();
      boolean good = random.nextBoolean();
      boolean near = random.nextBoolean();
      double price = random.nextDouble() * 100;
      byte[] pixels = new byte[SIDE * SIDE];
      for (int pixel = 0; pixel < pixels.length; pixel++) {
        pixels[pixel] = (byte) ((bright ? 150 : 20) + random.nextInt(80));
      }
      int reasons = (bright ? 1 : 0) + (good ? 1 : 0) + (near ? 1 : 0) + (price < 50 ? 1 : 0);
      offers.add(
          new Sold(
              new GrayImage(SIDE, SIDE, pixels),
              review(good, random),
              near ? "Bern" : "Rome",
              price,
              reasons > 2 ? "yes" : "no"));
    }
    return offers;
  }

  private static String review(boolean good, Random random) {
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      words.add(FILLERS.get(random.nextInt(FILLERS.size())));
    }
    words.add(random.nextInt(words.size()), (good ? GOOD : BAD).get(random.nextInt(3)));
    return String.join(" ", words);
  }

  private static DjlTrainer trainer(int cities) {
    Network network =
        Network.builder()
            .branch("image", image -> image.conv(2, 3).relu().flatten())
            .branch("review", review -> review.embedding(50, 4).mean())
            .branch("city", city -> city.embedding(cities, 2).flatten())
            .branch("features", features -> features)
            .concat()
            .dense(16)
            .relu()
            .build();
    return DjlTrainer.builder().network(network).epochs(25).learningRate(0.01).threads(1).build();
  }

  @Test
  @OnlyLarger
  void trainsAndServesAllOfThem() {
    List<Sold> fresh = offers(200, 2);
    List<String> answers;
    try (Lifecycle home = Lifecycle.open(folder);
        ManagedModel<Offer, String> model =
            home.model("offers", INPUT, classification("sold"))
                .preprocessing(
                    scale("image", 1 / 255.0),
                    tokens("review", 6, 50),
                    index("city", 10),
                    standardize("price"))
                .trainer(trainer(10))
                .gates(metric("accuracy").atLeast(0.85))
                .open()) {
      Split split =
          home.datasets()
              .dataset("offers")
              .snapshot(Sources.records(ROW, offers(800, 1)::forEach))
              .commit()
              .split(Splits.byHash(1).train(0.8).validation(0).holdout(0.2));

      ModelVersion version = model.train(split);
      model.promote(version, Actor.by("alice"), "Sees all of it");

      assertThat(version.manifest().artifact().signature())
          .hasToString(
              "[image float32 [-1, 1, 5, 5], review int64 [-1, 6], city int64 [-1, 1], features"
                  + " float32 [-1, 1]] -> [scores float32 [-1, 2]]");
      answers = fresh.stream().map(row -> model.predict(row.offer()).value()).toList();
    }
    int correct = 0;
    for (int i = 0; i < fresh.size(); i++) {
      correct += answers.get(i).equals(fresh.get(i).sold()) ? 1 : 0;
    }
    assertThat(correct).isGreaterThan(170);
    try (Lifecycle home = Lifecycle.open(folder);
        ManagedModel<Offer, String> model =
            home.model("offers", INPUT, classification("sold")).open()) {
      assertThat(model.predict(fresh.stream().map(Sold::offer).toList()))
          .extracting(prediction -> prediction.value())
          .isEqualTo(answers);
    }
  }

  @Test
  void saysThatAnEmbeddingIsTooSmall() {
    try (Lifecycle home = Lifecycle.inMemory();
        ManagedModel<Offer, String> model =
            home.model("offers", INPUT, classification("sold"))
                .preprocessing(tokens("review", 6, 50), index("city", 10))
                .trainer(trainer(2))
                .open()) {
      Split split =
          home.datasets()
              .dataset("offers")
              .snapshot(Sources.records(ROW, offers(100, 1)::forEach))
              .commit()
              .split(Splits.byHash(1).train(0.8).validation(0).holdout(0.2));

      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid network: embedding(2,2) of city has entries for the ids 0 to 1, but the"
                  + " training rows have the id 3 (needs 4 entries or more: at least the limit of"
                  + " the step)");
    }
  }
}
