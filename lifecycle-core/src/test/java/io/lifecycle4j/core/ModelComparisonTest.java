package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.preprocessing.Steps.hash;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.OverLinear;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.ModelComparison;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two versions are compared by what is on record of them. */
class ModelComparisonTest {
  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.inMemory();
  }

  @AfterEach
  void close() {
    home.close();
  }

  private ManagedModel<Flower, String> model(LinearTrainer trainer) {
    return Flowers.plain(home)
        .trainer(trainer)
        .gates(linear(metric("accuracy").atLeast(0.1)))
        .open();
  }

  @Test
  void saysInWhatTwoVersionsDiffer() {
    Split split = Flowers.split(home, 1);
    ModelVersion first;
    ModelVersion second;
    try (ManagedModel<Flower, String> model = model(LinearTrainer.small())) {
      first = Flowers.promoted(model, split);
    }
    try (ManagedModel<Flower, String> model = model(new LinearTrainer(100, 0.5, 1))) {
      second = model.train(split);
      model.evaluate(second);
    }
    ModelComparison comparison = home.models().compare(first, second);
    assertThat(comparison.versions()).containsExactly(first, second);
    assertThat(comparison.onSameRows()).isTrue();
    assertThat(comparison.metrics().columns())
        .containsExactly("species:1", "species:2", "difference");
    assertThat(comparison.metrics().find("accuracy", "difference").orElseThrow())
        .matches("none|0\\.[0-9]+ (better|worse)");
    assertThat(comparison.metrics().rows()).startsWith("measured on").contains("accuracy");
    assertThat(comparison.metrics().find("measured on", "species:2").orElseThrow())
        .startsWith("dataset flowers:1/holdout, ");
    assertThat(comparison.metrics().find("accuracy", "species:1").orElseThrow())
        .matches("0\\.[0-9]+ \\(0\\.[0-9]+ to [01]\\.[0-9]+\\)");
    assertThat(comparison.params().rows()).containsExactly("epochs");
    assertThat(comparison.params().find("epochs", "species:2")).contains("100");
    assertThat(comparison.data().rows()).isEmpty();
    assertThat(comparison.steps().rows()).isEmpty();
    assertThat(comparison.libraries().rows()).isEmpty();
    assertThat(comparison.network().rows()).containsExactly("weights");
    assertThat(comparison.gates().find("accuracy at least 0.1", "species:2")).isEmpty();
    assertThat(comparison.markdown())
        .startsWith("## Metrics\n\n| metric | species:1 | species:2 | difference |\n")
        .contains("## Parameters\n", "| epochs | 200 | 100 |\n", "## Network\n", "## Gates\n")
        .doesNotContain("## Data", "## Steps", "## Libraries", "same rows");
    assertThat(comparison.toString())
        .startsWith("Metrics\n\nmetric ")
        .contains("Parameters\n\nparameter  species:1  species:2\nepochs     200        100\n")
        .contains("\naccuracy at least 0.1  PASS: accuracy is ")
        .doesNotContain("|", "\\(");
  }

  @Test
  void saysThatDataAndStepsDifferAndRowsToo() {
    ModelVersion first;
    ModelVersion second;
    try (ManagedModel<Flower, String> model = model(LinearTrainer.small())) {
      first = Flowers.promoted(model, Flowers.split(home, 1));
    }
    try (ManagedModel<Flower, String> model =
        home.model("species", Flower.class, classification("species"))
            .preprocessing(standardize("length", "width"), oneHot("soil"))
            .trainer(LinearTrainer.small())
            .open()) {
      second = model.train(Flowers.split(home, 2));
      model.evaluate(second);
    }
    ModelComparison comparison = home.models().compare(first, second);
    assertThat(comparison.onSameRows()).isFalse();
    assertThat(comparison.data().rows()).containsExactly("dataset", "hash");
    assertThat(comparison.data().find("dataset", "species:2")).contains("flowers:2");
    assertThat(comparison.steps().rows()).containsExactly("length", "width");
    assertThat(comparison.markdown())
        .contains("## Data\n", "## Steps\n", "The versions were not evaluated on the same rows.\n");
  }

  /** An engine of another library. */
  private record Newer(LinearEngine engine) implements OverLinear {
    @Override
    public Map<String, String> environment() {
      return Map.of("engine", "linear 2", "blas", "3.1");
    }
  }

  @Test
  void saysThatNetworksAndLibrariesDiffer(@TempDir Path directory) {
    ModelVersion first;
    ModelVersion second;
    try (Lifecycle before = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(before).open()) {
      first = model.train(Flowers.split(before, 1));
    }
    try (Lifecycle after = Flowers.in(directory, new Newer(new LinearEngine()));
        ManagedModel<Flower, String> model =
            after
                .model("species", Flower.class, classification("species"))
                .preprocessing(standardize("length"), standardize("width"), hash("soil", 4))
                .trainer(LinearTrainer.small())
                .open()) {
      second = model.train(Flowers.split(after, 1));
      ModelComparison comparison = after.models().compare(first, second);
      assertThat(comparison.network().rows())
          .containsExactly("architecture", "bytes", "inputs and outputs", "weights");
      assertThat(comparison.network().find("architecture", "species:1")).contains("dense 4 3");
      assertThat(comparison.network().find("architecture", "species:2")).contains("dense 6 3");
      assertThat(comparison.network().find("bytes", "species:2")).contains("84");
      assertThat(comparison.libraries().rows()).containsExactly("blas", "engine");
      assertThat(comparison.libraries().find("blas", "species:1")).isEmpty();
      assertThat(comparison.libraries().find("engine", "species:1")).contains("linear 1");
      assertThat(comparison.libraries().find("engine", "species:2")).contains("linear 2");
      assertThat(comparison.markdown())
          .contains(
              "| architecture | dense 4 3 | dense 6 3 |\n",
              "## Libraries\n",
              "| engine | linear 1 | linear 2 |\n");
    }
  }

  @Test
  void saysUnderWhichPolicyEachWasPromoted() {
    try (ManagedModel<Flower, String> model = model(LinearTrainer.small())) {
      ModelVersion first = promotedUnder(model, 0.1);
      ModelVersion second = promotedUnder(model, 0.2);
      ModelComparison comparison = home.models().compare(first, second);
      assertThat(comparison.policies().rows()).containsExactly("production");
      assertThat(comparison.policies().find("production", "species:2"))
          .contains("accuracy at least 0.2, without baselines: It is linear");
      assertThat(comparison.policies().find("production", "species:1").orElseThrow())
          .matches("policy [0-9a-f]{64}, which was changed since");
      assertThat(comparison.markdown()).contains("## Policies\n");
    }
  }

  private ModelVersion promotedUnder(ManagedModel<Flower, String> model, double accuracy) {
    model
        .changePolicy("production")
        .gates(metric("accuracy").atLeast(accuracy), withoutBaseline("It is linear"))
        .by(Flowers.ALICE)
        .reason("Agreed")
        .commit();
    return Flowers.promoted(model, Flowers.split(home, 1));
  }

  @Test
  void looksAtNoHoldout() {
    try (ManagedModel<Flower, String> model = model(LinearTrainer.small())) {
      ModelVersion first = model.train(Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 1));
      ModelComparison comparison = home.models().compare(first, second);
      assertThat(comparison.metrics().rows()).isEmpty();
      assertThat(comparison.markdown()).doesNotContain("Metrics", "same rows");
      assertThat(model.history()).hasSize(2);
    }
  }

  @Test
  void needsTwoVersions() {
    try (ManagedModel<Flower, String> model = model(LinearTrainer.small())) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      assertThatThrownBy(() -> home.models().compare(version, version))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid comparison: species:1 with itself");
    }
  }
}
