package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A version whose load ended the process does not do so again. */
@Timeout(60)
class FatalLoadTest {
  @TempDir private Path directory;
  private final LinearEngine engine = new LinearEngine();

  private Lifecycle home() {
    return Flowers.in(directory.resolve("home"), engine);
  }

  private void markFatal(int version) {
    try (Medium medium = Media.file(directory.resolve("home"));
        Journal journal = medium.journals().owned("loads-00000000000000c3")) {
      String line =
          """
          {"kind":"begun","model":"species","time":"2026-01-02T03:04:05Z","version":%s}"""
              .formatted(version);
      journal.append(
          new Batch(
              new UUID(1, version), Batch.ANY, List.of(Fixtures.utf8(line)), Durability.PROCESS));
    }
  }

  private void promoteTwo() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      Flowers.promoted(model, Flowers.split(home, 2));
    }
  }

  /** Says that it runs native code. */
  record NativeEngine(LinearEngine engine) implements Engine {
    @Override
    public boolean isNative() {
      return true;
    }

    @Override
    public Set<String> formats() {
      return engine.formats();
    }

    @Override
    public Map<String, String> environment() {
      return engine.environment();
    }

    @Override
    public LoadedModel load(ModelArtifact artifact, Files files) {
      return engine.load(artifact, files);
    }
  }

  private List<String> loads() {
    List<String> lines = new ArrayList<>();
    try (Medium medium = Media.file(directory.resolve("home"))) {
      for (String journal : medium.journals().names()) {
        if (journal.startsWith("loads-")) {
          lines.addAll(Fixtures.texts(medium.journals().read(journal, 1)));
        }
      }
    }
    return lines;
  }

  @Test
  void isMarkedWhileNativeCodeLoadsIt() {
    promoteTwo();
    assertThat(loads()).as("no native code").isEmpty();
    try (Lifecycle home = Flowers.in(directory.resolve("home"), new NativeEngine(engine));
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThat(model.predict(SETOSA).version()).hasValue(2);
    }
    assertThat(loads()).hasSize(2);
    assertThat(loads().get(0)).startsWith("{\"kind\":\"begun\",\"model\":\"species\",");
    assertThat(loads().get(1)).startsWith("{\"kind\":\"ended\"").endsWith(",\"version\":2}");
  }

  private static void awaitReady(ManagedModel<Flower, String> model) {
    while (!model.ready()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void isSkippedAtTheNextStartAndTheVersionBeforeAnswers() {
    promoteTwo();
    markFatal(2);
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      awaitReady(model);
      assertThat(model.predict(SETOSA).version()).hasValue(1);
      assertThat(model.servingStatus().failure().orElseThrow())
          .hasMessage(
              "Cannot load species:2: the process ended during its last load (roll back, promote"
                  + " another version, or promote it again once the cause is fixed)");
      model.rollback(ALICE, "It ends the process");
      assertThat(model.predict(SETOSA).version()).hasValue(1);
      model.promote(home.models().version("species", 2), ALICE, "Mended");
      assertThat(model.predict(SETOSA).version()).hasValue(2);
    }
    assertThat(engine.open()).isZero();
  }

  @Test
  void isTriedAgainAtTheStartAfterThat() {
    promoteTwo();
    markFatal(2);
    try (Lifecycle home = home()) {
      Flowers.plain(home).open().close();
      try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
        assertThat(model.predict(SETOSA).version()).hasValue(2);
      }
    }
  }

  @Test
  void isNotWhatARollbackChooses() {
    promoteTwo();
    markFatal(1);
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThatThrownBy(() -> model.rollback(ALICE, "To the version that ends the process"))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("the process ended during its last load");
      assertThat(model.predict(SETOSA).version()).hasValue(2);
    }
  }

  @Test
  void doesNotStandInForAnotherOne() {
    promoteTwo();
    markFatal(1);
    markFatal(2);
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model =
            Flowers.plain(home).fallback(flower -> "virginica").open()) {
      assertThat(model.ready()).isFalse();
      assertThat(model.predict(SETOSA).version()).as("the fallback").isEmpty();
    }
    assertThat(engine.loaded()).as("two trained, judged or promoted before").isPositive();
  }
}
