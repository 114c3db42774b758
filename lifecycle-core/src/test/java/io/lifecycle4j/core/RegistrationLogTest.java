package io.lifecycle4j.core;

import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.ProgramEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.model.ModelProbe;
import io.lifecycle4j.core.training.ModelRegistration;
import io.lifecycle4j.core.training.Recipe;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** A registration says what takes its time, and warns of scores that are probabilities. */
class RegistrationLogTest {
  private final List<String> lines = new ArrayList<>();

  /** How many rows a registration runs. */
  private long rows;

  private void register(String level, ExternalModel model) {
    try (Lifecycle home = Flowers.inMemory(new LinearEngine(), new ProgramEngine())) {
      Split split = Flowers.commit(home, 1, 60).split(Flowers.PLAN);
      rows = split.count(SplitRole.TRAIN) + split.count(SplitRole.VALIDATION);
      Logger log = LoggedLines.of(level, lines);
      Recipe recipe =
          new Recipe(
              "species",
              Schema.of(Flower.class),
              classification("species"),
              List.of(standardize("length"), standardize("width"), oneHot("soil")),
              null,
              progress -> {},
              false,
              task -> {});
      new ModelRegistration(
              recipe,
              new Engines(List.of(new LinearEngine(), new ProgramEngine())),
              RegistrationLogTest::stored,
              log)
          .manifest(model, split, "alice");
    }
  }

  private static StoredFile stored(NamedContent file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      file.content().writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new StoredFile(file.name(), Hashing.hash(bytes.toByteArray()), bytes.size());
  }

  private static byte[] constants(float... scores) {
    float[][] weights = new float[scores.length][5];
    for (int i = 0; i < scores.length; i++) {
      weights[i][4] = scores[i];
    }
    return LinearEngine.file(weights);
  }

  private static ExternalModel linear(float... scores) {
    return ExternalModel.builder(LinearEngine.FORMAT)
        .architecture(LinearEngine.architecture(4, 3))
        .file(LinearEngine.FILE, Content.of(constants(scores)))
        .build();
  }

  @Test
  void warnsOfScoresThatLookLikeProbabilities() {
    register("warn", linear(0.2f, 0.3f, 0.5f));
    register("warn", linear(0.5f, 0, 0.5f));

    assertThat(lines)
        .filteredOn(line -> line.startsWith("The outputs"))
        .hasSize(2)
        .containsOnly(
            "The outputs of the model for species look like probabilities, but a classification"
                + " computes them by a softmax of scores: return their logarithm, or leave the"
                + " softmax out; of an ONNX file, link the output by probabilities(…)");
  }

  @Test
  void doesNotWarnOfScores() {
    register("warn", linear(0.2f, 0.3f, 0.6f));
    register("warn", linear(-0.2f, 0.7f, 0.5f));

    assertThat(lines).noneMatch(line -> line.startsWith("The outputs"));
  }

  @Test
  void warnsOfClassesInAnotherOrder() {
    register("warn", linear(3, 0, 0));
    register("warn", linear(0, 3, 0));
    register("warn", linear(0, 0, 3));

    assertThat(lines)
        .as("the most frequent class is among them")
        .hasSizeBetween(1, 2)
        .allMatch(
            line ->
                line.startsWith("The accuracy of the model for species is 0.")
                    && line.endsWith(
                        "(are the classes in the order of the outputs? They are [setosa,"
                            + " versicolor, virginica])"));
  }

  @Test
  void warnsOfGoldenRowsThatWerePreparedOtherwise() {
    String row = "{\"inputs\":{\"features\":[%s,0,1,0]},\"outputs\":{\"scores\":[0,0,5]}}";
    for (String length : List.of("0.5", "58")) {
      register(
          "warn",
          ExternalModel.builder(LinearEngine.FORMAT)
              .architecture(LinearEngine.architecture(4, 3))
              .file(LinearEngine.FILE, Content.of(constants(0, 0, 5)))
              .golden(Content.of(row.formatted(length).getBytes(StandardCharsets.UTF_8)))
              .build());
    }

    assertThat(lines)
        .filteredOn(line -> line.startsWith("The golden rows"))
        .singleElement()
        .asString()
        .startsWith("The golden rows of the model for species have length from 58.00 to 58.00, ")
        .contains("did you mean preprocessing()?");
  }

  @Test
  void saysADeadlineInItsUnit() {
    assertThat(ModelProbe.shown(Duration.ofMinutes(2))).isEqualTo("120 s");
    assertThat(ModelProbe.shown(Duration.ofMillis(1_500))).isEqualTo("1500 ms");
    assertThat(ModelProbe.shown(Duration.ofNanos(1_500))).isEqualTo("1500 ns");
  }

  @Test
  @OnlyLarger
  void saysEachStepThatTakesTime(@TempDir Path folder) {
    byte[] weights = constants(1, 2, 3);
    System.setProperty(ModelProbe.CLASS_PATH, ProgramEngine.classPath(folder));
    try {
      register(
          "info",
          ExternalModel.builder(ProgramEngine.FORMAT)
              .architecture("calm")
              .file(LinearEngine.FILE, Content.of(weights))
              .sha256(Hashing.hash(weights).sha256())
              .build());
    } finally {
      System.clearProperty(ModelProbe.CLASS_PATH);
    }

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .isEqualTo("Registering species: reading program [weights] and the rows of flowers:1");
    assertThat(lines.get(1))
        .isEqualTo(
            "Registering species: trying it on %s rows in a separate JVM, for at most 60 s"
                .formatted(rows));
    assertThat(lines.get(2))
        .isEqualTo("Registering species: running %s rows in this process".formatted(rows));
  }
}
