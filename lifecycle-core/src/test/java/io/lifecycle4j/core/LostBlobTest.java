package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a version, a model or a run names and is gone is damage, not something unknown. */
class LostBlobTest {
  private static final Schema SCHEMA = Schema.of(Text.class);

  @TempDir private Path root;

  record Text(String text) {}

  private Lifecycle open() {
    return Flowers.in(root.resolve("home"));
  }

  /** Lies alone, as it is too large for a pack. */
  private static String large() {
    return "text\n" + "a row\n".repeat(400_000);
  }

  private DatasetVersion payments(Lifecycle home) {
    return home.datasets().dataset("pay").version(1);
  }

  private BlobId commitPayments() {
    try (Lifecycle home = open()) {
      return home.datasets()
          .dataset("pay")
          .snapshot(Sources.csv("pay.csv", Content.of(large())))
          .schema(SCHEMA)
          .commit()
          .id();
    }
  }

  private void lose(String... rooms) throws IOException {
    for (String room : rooms) {
      try (Stream<Path> paths = Files.walk(root.resolve("home").resolve(room))) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          if (Files.isRegularFile(path)) {
            Files.delete(path);
          }
        }
      }
    }
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> corrupt(ThrowingCallable reading) {
    return assertThatThrownBy(reading).isInstanceOf(CorruptDataException.class);
  }

  @Test
  void namesTheVersionWhoseManifestIsLost() throws IOException {
    BlobId manifest = commitPayments();
    lose("packs");
    try (Lifecycle home = open()) {
      String lost =
          "Corrupt pay:1: its manifest " + manifest + " is not stored (run maintenance().verify())";
      corrupt(() -> payments(home).manifest()).hasMessage(lost);
      corrupt(() -> payments(home).rows()).hasMessage(lost);
      corrupt(() -> payments(home).open("pay.csv")).hasMessage(lost);
      corrupt(() -> payments(home).checkOut(root.resolve("out"))).hasMessage(lost);
    }
  }

  @Test
  void namesTheFileOfAVersionWhoseBytesAreLost() throws IOException {
    commitPayments();
    lose("blobs");
    try (Lifecycle home = open()) {
      DatasetVersion version = payments(home);
      String lost =
          "Corrupt file pay.csv: its content "
              + version.manifest().files().get(0).blob()
              + " is not stored (run maintenance().verify())";
      corrupt(() -> version.rows().forEach(row -> {})).hasMessage(lost);
      corrupt(() -> version.rows().row(0)).hasMessage(lost);
      corrupt(() -> version.open("pay.csv")).hasMessage(lost);
      corrupt(() -> version.open("pay.csv", 0, 1)).hasMessage(lost);
      corrupt(() -> version.checkOut(root.resolve("out")).write()).hasMessage(lost);
    }
  }

  @Test
  void namesTheFileThatIsLostBetweenTwoLooks() throws IOException {
    commitPayments();
    try (Lifecycle home = open()) {
      Rows rows = payments(home).rows();
      rows.row(300_000); // knows from now on where rows are
      lose("blobs");
      corrupt(() -> rows.row(0)).hasMessageMatching("Corrupt file pay.csv: .* is not stored .*");
    }
  }

  @Test
  void namesTheFileWhoseChunksAreLost() throws IOException {
    try (Lifecycle home = open()) {
      home.datasets()
          .dataset("pay")
          .snapshot(Sources.csv("pay.csv", Content.of(large())))
          .schema(SCHEMA)
          .chunked()
          .commit();
      lose("blobs");
      corrupt(() -> payments(home).rows().forEach(row -> {}))
          .hasMessageMatching("Corrupt .* chunk.* is not stored .*");
    }
  }

  @Test
  void namesTheModelWhoseManifestIsLost() throws IOException {
    try (Lifecycle home = open();
        ManagedModel<Flowers.Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
    }
    lose("blobs", "packs");
    try (Lifecycle home = open()) {
      corrupt(() -> home.models().version("species", 1))
          .hasMessageMatching(
              "Corrupt model species:1: its manifest [0-9a-f]{64} is not stored .*");
    }
  }

  @Test
  void namesTheArtifactOfARunThatIsLost() throws IOException {
    String id;
    try (Lifecycle home = open();
        Run run = home.experiments().start("fraud")) {
      run.artifact("weights.bin", Content.of(large())).finish();
      id = run.id();
    }
    lose("blobs", "packs");
    try (Lifecycle home = open()) {
      corrupt(() -> home.experiments().artifact(id, "weights.bin"))
          .hasMessageContaining("Corrupt file weights.bin: its content ");
      corrupt(() -> home.experiments().artifacts(id, root.resolve("out")))
          .hasMessageContaining("Corrupt file weights.bin: its content ");
      corrupt(() -> home.experiments().environment(id))
          .hasMessageContaining("Corrupt run " + id + ": its environment ");
    }
  }

  @Test
  void saysThatWhatNobodyNamesDoesNotExist() {
    commitPayments();
    try (Lifecycle home = open()) {
      for (ThrowingCallable asking :
          List.<ThrowingCallable>of(
              () -> payments(home).open("rides.csv"),
              () -> home.datasets().dataset("pay").version(2),
              () -> home.models().version("fraud", 1),
              () -> home.experiments().artifact("nobody", "weights.bin"))) {
        assertThatThrownBy(asking).isInstanceOf(NotFoundException.class);
      }
    }
  }
}
