package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.evaluation.StressTests.missing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.ModelCard;
import io.lifecycle4j.training.Trainer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The card of a version says what the home has on record of it. */
class ModelCardTest {
  @TempDir private Path directory;
  private Lifecycle home;
  private ModelVersion first;
  private ModelVersion second;

  @BeforeEach
  void train() {
    home = Flowers.in(directory);
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(metric("accuracy").atLeast(0.1))).open()) {
      first = Flowers.promoted(model, Flowers.split(home, 1));
      second = model.train(Flowers.split(home, 2));
    }
  }

  @AfterEach
  void close() {
    home.close();
  }

  private ManagedModel<Flower, String> model() {
    return Flowers.model(home).open();
  }

  @Test
  void saysWhatIsOnRecord() {
    home.models()
        .describe(first)
        .description("Tells flowers apart")
        .intendedUse("Ponds")
        .limitations("No roses")
        .knownFailures("Dry years")
        .contact("flowers@example.org")
        .owner("bob")
        .by(ALICE)
        .reason("Reviewed")
        .commit();
    ModelCard card = home.models().card(first);

    assertThat(card.version()).isEqualTo(first);
    assertThat(card.missing()).isEmpty();
    assertThat(card.markdown())
        .contains("# Model card of species:1\n\nTells flowers apart\n\nIn production since ")
        .contains(", under no policy\n", "| Steps | standardize\\(length\\), ")
        .contains("| Aliases | production |\n", "| Dataset | flowers:1 |\n")
        .contains("## Intended use\n\nPonds\n", "## Known failures\n\nDry years\n")
        .contains("| loss | 200 | ", "\nMetrics, evaluation ", "\nConfusion matrix, evaluation ")
        .contains("| accuracy at least 0.1 | PASS | ", "promote: For the test | ")
        .contains(" | alice | For the test |\n", " | alice | Reviewed |\n")
        .doesNotContain("Missing from this card", "of this version and those before");
    assertThat(card.html()).contains("<polyline", "<td class=\"n s9\">");
  }

  @Test
  void saysWhatIsMissing() {
    ModelCard card = home.models().card(second);

    assertThat(card.markdown()).contains("\n\nNever in production\n");
    assertThat(card.missing()).startsWith("description").endsWith("owner", "evaluation");
    assertThat(card.markdown())
        .contains("Missing from this card: description, ", "## Evaluation\n\nNot evaluated yet\n");
    try (ManagedModel<Flower, String> model = model()) {
      model.evaluate(second);
      model.stress(second).tests(missing("soil")).run();
    }
    assertThat(home.models().card(second).missing()).endsWith("owner");
    assertThat(home.models().card(second).markdown())
        .contains("## Stress tests\n\naccuracy on rows that go wrong, stress report ")
        .contains("## accuracy of this version and those before\n", "\n| species:1 | evaluation ");
  }

  /** A run has the metrics of each epoch and of baselines too, and some of them are losses. */
  @Test
  void drawsTheLossesOfTheTrainerAlone() {
    Trainer trainer =
        context -> {
          context.run().log("validation_loss", 0.5, 1);
          context.run().log("validation_log_loss", 0.25, 1);
          return LinearTrainer.small().train(context);
        };
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(trainer).open()) {
      ModelVersion version =
          model.train(home.datasets().dataset("flowers").version(1).split(Flowers.PLAN));
      String run = version.manifest().provenance().findRun().orElseThrow();
      assertThat(home.experiments().find(run).orElseThrow().metrics())
          .containsKeys("validation_log_loss", "baseline/prior/log_loss");

      String losses = home.models().card(version).markdown().split("## Loss of run ", 2)[1];
      assertThat(losses.substring(0, losses.indexOf("\n## ")))
          .contains("| loss | 20", "| validation_loss | 1 | 0.5")
          .doesNotContain("log_loss");
    }
  }

  @Test
  void hasTheSameBytesEachTime() {
    ModelCard before = home.models().card(first);
    home.close();
    home = Flowers.in(directory);
    ModelCard after = home.models().card(home.models().version("species", 1));

    assertThat(after.markdown()).isEqualTo(before.markdown());
    assertThat(after.json()).isEqualTo(before.json());
    assertThat(after.html()).isEqualTo(before.html());
    assertThat(home.models().looks("species")).hasSize(1);
  }

  @Test
  void isOfAVersionOfTheHome() {
    ModelVersion other =
        new ModelVersion("species", 2, first.id(), first.manifest(), first.registered());

    assertThatThrownBy(() -> home.models().card(other)).isInstanceOf(NotFoundException.class);
  }
}
