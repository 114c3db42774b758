package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.Lineage;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.SealedDataException;
import io.lifecycle4j.model.ModelManifest.Ancestor;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.training.TrainingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions whose training began with the weights of another one, which knows other rows. */
class WarmStartTest {
  private static final LinearTrainer QUICK = new LinearTrainer(2, 0.5, 1);

  @TempDir Path directory;
  private final Lifecycle home = Flowers.inMemory();
  private volatile @Nullable ModelVersion base;
  private ManagedModel<Flower, String> model;
  private DatasetVersion data;

  @BeforeEach
  void open() {
    data = Flowers.commit(home, 1, 400);
    model =
        Flowers.plain(home)
            .trainer(this::train)
            .gates(linear(notWorseThanProduction("accuracy").within(0.5)))
            .open();
  }

  @AfterEach
  void close() {
    home.close();
  }

  /** Trains anew, or takes the weights of the base as they are. */
  private TrainedModel train(TrainingContext context) {
    ModelVersion begun = base;
    if (begun == null) {
      return QUICK.train(context);
    }
    StoredFile weights = begun.manifest().artifact().files().get(0);
    try (InputStream in = context.startFrom(begun).open(weights)) {
      return new TrainedModel(
          begun.manifest().artifact().format(),
          begun.manifest().artifact().architecture(),
          List.of(new NamedContent(weights.name(), Content.of(in.readAllBytes()))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Split split(int seed) {
    return data.split(byHash(seed).train(0.6).validation(0).holdout(0.4));
  }

  private ModelVersion trainedFrom(@Nullable ModelVersion version, Split split) {
    base = version;
    return model.train(split);
  }

  @Test
  void isRefusedOnRowsThatItsAncestorLearnedFrom() {
    ModelVersion first = trainedFrom(null, split(1));
    ModelVersion second = trainedFrom(first, split(2));
    ModelVersion third = trainedFrom(second, split(2));
    int looks = home.models().looks("species").size();
    for (ModelVersion descendant : List.of(second, third)) {
      assertThatThrownBy(() -> model.evaluate(descendant))
          .isInstanceOf(SealedDataException.class)
          .hasMessageMatching(
              "Cannot evaluate species:[23]: species:1, whose weights it began with, learned from"
                  + " \\d+ of the \\d+ held-out rows of flowers:1/holdout \\(hold out rows that are"
                  + " new to both, such as by its split of flowers:1\\)");
    }
    assertThat(home.models().looks("species")).hasSize(looks);
    assertThatThrownBy(() -> model.promote(second, ALICE, "Better"))
        .isInstanceOf(SealedDataException.class);
    assertThat(model.findProduction()).isEmpty();
  }

  @Test
  void isJudgedOnRowsThatAreNewToBoth() {
    ModelVersion first = trainedFrom(null, split(1));
    model.promote(first, ALICE, "First");
    ModelVersion second = trainedFrom(first, split(1));
    model.promote(second, ALICE, "Trained further");
    assertThat(model.findProduction()).contains(second);
  }

  @Test
  void isJudgedAllTheSameOnceWhatItsAncestorLearnedFromIsPurged() {
    DatasetVersion older = Flowers.commit(home, "older", 1, 400, Flowers.SCHEMA);
    ModelVersion first =
        trainedFrom(null, older.split(byHash(1).train(0.6).validation(0).holdout(0.4)));
    ModelVersion second = trainedFrom(first, split(2));
    assertThatThrownBy(() -> model.evaluate(second)).isInstanceOf(SealedDataException.class);

    home.datasets().dataset("older").purge(1, "alice", "Asked to");

    assertThat(model.evaluate(second).metrics()).containsKey("accuracy");
  }

  @Test
  void isComparedOnRowsThatTheAncestorsOfProductionDidNotLearnFrom() {
    ModelVersion first = trainedFrom(null, split(1));
    DatasetVersion other = Flowers.commit(home, 9, 100);
    ModelVersion production =
        trainedFrom(first, other.split(byHash(1).train(0.5).validation(0).holdout(0.5)));
    model.promote(production, ALICE, "First");
    ModelVersion candidate = trainedFrom(null, split(3));
    assertThat(model.judge(candidate).get(0).explanation())
        .containsPattern("\\d+ of \\d+ held-out rows: species:2 learned from the others");
  }

  @Test
  void namesItsAncestorsInTheManifestTheRunAndTheLineage() {
    ModelVersion first = trainedFrom(null, split(1));
    ModelVersion second = trainedFrom(first, split(1));
    ModelVersion third = trainedFrom(second, split(1));
    assertThat(first.manifest().ancestors()).isEmpty();
    assertThat(home.models().version("species", 3).manifest().ancestors())
        .extracting(Ancestor::id)
        .containsExactly(second.id(), first.id());
    Optional<String> run = third.manifest().provenance().findRun();
    assertThat(home.experiments().find(run.orElseThrow()).orElseThrow().tags())
        .containsEntry("startedFrom", "species:2");
    assertThat(home.lineage(third).sources())
        .extracting(Lineage.Node::name)
        .contains("species:2", "species:1");
  }

  @Test
  void keepsItsAncestorsInAnotherHome() {
    ModelVersion first = trainedFrom(null, split(1));
    ModelVersion second = trainedFrom(first, split(2));
    Path file = directory.resolve("second");
    model.export(second, file);
    try (Lifecycle other = Flowers.inMemory();
        ManagedModel<Flower, String> serving = Flowers.plain(other).open()) {
      Flowers.commit(other, 1, 400);
      ModelVersion imported = serving.importFrom(file, ALICE, "Trained further");
      assertThat(imported.manifest().ancestors())
          .extracting(Ancestor::id)
          .containsExactly(first.id());
      assertThatThrownBy(() -> serving.evaluate(imported))
          .isInstanceOf(SealedDataException.class)
          .hasMessageContaining("species:1, whose weights it began with, learned from ");
    }
  }
}
