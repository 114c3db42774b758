package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a file with a version does beside its registration. */
@Timeout(60)
class ImportedAgainTest {
  private static final Actor BOB = Actor.by("bob");

  @TempDir private Path directory;
  private final LinearEngine engine = new LinearEngine();
  private Lifecycle training;
  private Lifecycle serving;
  private ModelVersion trained;
  private Path file;

  @BeforeEach
  void export() {
    training = Flowers.in(directory.resolve("training"));
    serving = Flowers.in(directory.resolve("serving"), engine);
    file = directory.resolve("species-2.l4jversion");
    try (ManagedModel<Flower, String> model = Flowers.model(training).open()) {
      model.train(Flowers.split(training, 1));
      trained = Flowers.promoted(model, Flowers.split(training, 2));
      assertThat(model.export(trained, file)).isEqualTo(file.toFile().length());
    }
  }

  @AfterEach
  void close() {
    training.close();
    serving.close();
  }

  private ManagedModel<Flower, String> model() {
    return Flowers.plain(serving).open();
  }

  private List<AuditRecord> history() {
    return serving.models().history("species");
  }

  @Test
  void isMendedByItsFile() throws IOException {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.importFrom(file, BOB, "Trained on May");
      BlobId weights = version.manifest().artifact().files().get(0).blob();
      flip(weights);
      assertThatThrownBy(() -> model.promote(version, BOB, "First"))
          .hasMessageContaining("import its exported file again");
      flip(version.id());

      assertThat(model.importFrom(file, BOB, "Again")).isEqualTo(version);

      assertThat(serving.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
      assertThat(history()).hasSize(1);
      model.promote(version, BOB, "First");
    }
  }

  private void flip(BlobId blob) throws IOException {
    String name = blob.sha256();
    Path stored = directory.resolve("serving/blobs").resolve(name.substring(0, 2)).resolve(name);
    byte[] bytes = Files.readAllBytes(stored);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(stored);
    Files.write(stored, bytes);
  }

  @Test
  void bringsWhatPeopleSayOfIt() {
    Path again = directory.resolve("described.l4jversion");
    try (ManagedModel<Flower, String> model = Flowers.plain(training).open()) {
      training
          .models()
          .describe(trained)
          .description("Tells iris species")
          .contact("nobody")
          .by(ALICE)
          .reason("Card")
          .commit();
      training.models().describe(trained).contact("team").by(ALICE).reason("Card").commit();
      model.export(trained, again);
    }
    try (ManagedModel<Flower, String> model = model()) {
      model.importFrom(again, BOB, "Trained on May");
      assertThat(serving.models().versions("species").get(0).notes())
          .isEqualTo(training.models().versions("species").get(1).notes());
      assertThat(history()).hasSize(1);
    }
  }
}
