package io.lifecycle4j.examples;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.preprocessing.Steps.tokens;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.evaluation.Evaluation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A text task: whether a review praises or complains.
 *
 * <p>The order of the words matters: "not late, but broken" complains, "not broken, but late" too,
 * "late, but not broken" as well; "neither" of them praises. A network that takes the mean of the
 * words guesses; one with a convolution over neighbouring words knows.
 */
public final class Reviews {
  private static final int REVIEWS = 800;

  /** The most words of a review, and the most known words. */
  private static final int LENGTH = 16;

  private static final int WORDS = 100;

  private static final List<String> SUBJECTS =
      List.of("the parcel", "the lamp", "my order", "the box", "this chair");
  private static final List<String> GOOD = List.of("fast", "lovely", "sturdy", "bright");
  private static final List<String> BAD = List.of("late", "broken", "ugly", "dull");
  private static final List<String> ENDS =
      List.of("i am tom", "bought in may", "it was a gift", "for my office", "");

  private final Narrator tell;

  Reviews(PrintStream out) {
    this.tell = new Narrator(out);
  }

  /** The input of the model. */
  record Review(String text) {}

  /** A row of the dataset. */
  record Rated(String text, String verdict) {}

  /**
   * The accuracies on held-out reviews.
   *
   * @param words of a network that takes the mean of the words
   * @param neighbours of a network with a convolution over neighbouring words
   * @param prior of the more frequent class
   */
  record Accuracies(double words, double neighbours, double prior) {}

  /**
   * Runs the example in a new home.
   *
   * @param args not used
   * @throws IOException if no directory can be created
   */
  public static void main(String[] args) throws IOException {
    new Reviews(System.out).run(Files.createTempDirectory("reviews-home-"));
  }

  private static <T> T any(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  /** Each review has a good word, a bad word and a "not": what is negated decides. */
  private static List<Rated> reviews() {
    Random random = new Random(7);
    List<Rated> reviews = new ArrayList<>();
    for (int i = 0; i < REVIEWS; i++) {
      boolean praises = random.nextBoolean();
      String good = (praises ? "" : "not ") + any(GOOD, random);
      String bad = (praises ? "not " : "") + any(BAD, random);
      boolean goodFirst = random.nextBoolean();
      String text =
          any(SUBJECTS, random)
              + " was "
              + (goodFirst ? good + " and " + bad : bad + " and " + good)
              + " "
              + any(ENDS, random);
      reviews.add(new Rated(text.strip(), praises ? "praises" : "complains"));
    }
    return reviews;
  }

  private Evaluation train(Lifecycle lifecycle, Split split, String name, Network network) {
    tell.step("Train " + network.config());
    try (ManagedModel<Review, String> model =
        lifecycle
            .model(name, Review.class, classification("verdict"))
            .preprocessing(tokens("text", LENGTH, WORDS))
            .trainer(
                DjlTrainer.builder()
                    .network(network)
                    .epochs(8)
                    .learningRate(0.01)
                    .threads(1)
                    .build())
            .open()) {
      Evaluation held = model.evaluate(model.train(split));
      tell.say("accuracy on held-out reviews: %.3f", held.metric("accuracy"));
      return held;
    }
  }

  Accuracies run(Path home) {
    try (Lifecycle lifecycle = Lifecycle.open(home)) {
      Split split =
          lifecycle
              .datasets()
              .dataset("reviews")
              .snapshot(Sources.records(Rated.class, reviews().stream()))
              .commit()
              .split(byHash(1).train(0.6).validation(0.2).holdout(0.2));
      Evaluation words =
          train(lifecycle, split, "words", Network.parse("embedding(100,8) mean dense(16) relu"));
      Evaluation neighbours =
          train(
              lifecycle,
              split,
              "neighbours",
              Network.builder().embedding(WORDS, 8).conv1d(16, 2).relu().max().build());
      return new Accuracies(
          words.metric("accuracy"),
          neighbours.metric("accuracy"),
          RideSeries.baseline(words, "prior", "accuracy"));
    }
  }
}
