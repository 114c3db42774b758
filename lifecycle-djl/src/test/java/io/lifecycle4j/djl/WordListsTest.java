package io.lifecycle4j.djl;

import static io.lifecycle4j.preprocessing.Steps.tokens;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.registry.Actor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A record with a list of words, in training and in a request. */
class WordListsTest {
  private static final List<String> SWEET = List.of("sugar", "honey", "syrup");
  private static final List<String> SOUR = List.of("lemon", "vinegar", "lime");

  private record Recipe(List<String> ingredients) {}

  private record Tasted(List<String> ingredients, String taste) {}

  private static Tasted tasted(int i) {
    boolean sweet = i % 2 == 0;
    String decides = (sweet ? SWEET : SOUR).get(i % 3);
    List<String> ingredients =
        i % 5 < 2 ? List.of("spice " + i, decides) : List.of(decides, "flour", "batch " + i);
    return new Tasted(ingredients, sweet ? "sweet" : "sour");
  }

  @Test
  void isTokenizedInBoth() {
    Network network =
        Network.builder()
            .branch("ingredients", words -> words.embedding(200, 4).mean())
            .concat()
            .build();
    DjlTrainer trainer =
        DjlTrainer.builder().network(network).epochs(30).learningRate(0.05).threads(1).build();
    try (Lifecycle home = Lifecycle.inMemory();
        ManagedModel<Recipe, String> model =
            home.model("taste", Recipe.class, classification("taste"))
                .preprocessing(tokens("ingredients", 4, 200))
                .trainer(trainer)
                .open()) {
      Split split =
          home.datasets()
              .dataset("recipes")
              .snapshot(
                  Sources.records(
                      Tasted.class, IntStream.range(0, 120).mapToObj(WordListsTest::tasted)))
              .commit()
              .split(Splits.byHash(1).train(0.8).validation(0).holdout(0.2));
      model.promote(model.train(split), Actor.by("alice"), "First");

      assertThat(model.predict(new Recipe(List.of("flour", "honey"))).value()).isEqualTo("sweet");
      assertThat(model.predict(new Recipe(List.of("Lime"))).value()).isEqualTo("sour");
    }
  }
}
