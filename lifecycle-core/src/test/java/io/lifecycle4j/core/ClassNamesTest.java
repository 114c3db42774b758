package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.Content;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The classes of a label are data: whatever their text, a model of them is judged and serves. */
class ClassNamesTest {
  private static final String LONG = "x".repeat(300);

  /** What no name may be: slashes, blanks, invisible characters, decomposed letters, no end. */
  private static final String[] CLASSES = {
    "n/a", "a\\b", "tab\there", "two\nlines", " a", "\u200Ba", "e\u0301", "a[b]", "a`\"'b", LONG
  };

  private static Split split(Lifecycle home) {
    Random random = new Random(5);
    StringBuilder csv = new StringBuilder("length,width,soil,species\n");
    for (int row = 0; row < 600; row++) {
      int species = row % CLASSES.length;
      csv.append(species + random.nextGaussian() * 0.1).append(',').append(random.nextGaussian());
      csv.append(",sand,\"").append(CLASSES[species].replace("\"", "\"\"")).append("\"\n");
    }
    return home.datasets()
        .dataset("flowers")
        .snapshot(Sources.csv("flowers.csv", Content.of(csv.toString())))
        .schema(Flowers.SCHEMA)
        .commit()
        .split(Flowers.PLAN);
  }

  @Test
  void mayHaveAnyText() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.plain(home)
                .trainer(new LinearTrainer(5, 0.5, 1))
                .gates(linear(metric("accuracy").atLeast(0.01)))
                .open()) {
      ModelVersion version = model.train(split(home));
      assertThat(model.evaluate(version).markdown()).contains("n/a");
      model.promote(version, ALICE, "Any class will do");
      assertThat(model.predict(new Flower(0, 0, "sand")).value()).isIn((Object[]) CLASSES);
      assertThat(home.models().card(version).html()).contains("n/a");
    }
  }

  @Test
  void areNamedInConditions() {
    for (String name : CLASSES) {
      var wanted = metric("average_precision[" + name + "]").above(0.9);
      assertThat(Conditions.parse(wanted.toString())).isEqualTo(wanted);
    }
  }
}
