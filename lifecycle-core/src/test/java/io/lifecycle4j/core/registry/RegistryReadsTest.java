package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Removal;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads of the registry use memory. */
@Timeout(60)
class RegistryReadsTest {
  @TempDir private Path directory;
  private Medium medium;
  private ModelRegistry registry;
  private ModelManifest manifest;

  @BeforeEach
  void open() {
    medium = Media.file(directory.resolve("home"));
    registry = Registries.over(medium, () -> Fixtures.TIME);
    manifest = Fixtures.model(registry.put(new NamedContent("weights", Content.of("weights"))));
    registry.register("fraud", manifest, Fixtures.ALICE, "Trained");
    registry.apply(Moves.promotion("fraud", 0, 1));
  }

  @AfterEach
  void close() {
    registry.close();
    medium.close();
  }

  @Test
  void goOnWhereTheStorageIsClosed() {
    medium.close();

    assertThat(registry.named("fraud", ModelRegistry.PRODUCTION)).hasValue(1);
    assertThat(registry.models()).containsExactly("fraud");
    assertThat(registry.history("fraud")).hasSize(2);
    assertThatThrownBy(registry::refresh).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void listVersionsWithoutTheirManifests() throws IOException {
    BlobId id = registry.find("fraud", 1).orElseThrow().id();
    String name = id.sha256();
    Files.delete(directory.resolve("home/blobs").resolve(name.substring(0, 2)).resolve(name));
    try (ModelRegistry fresh = Registries.over(medium, () -> Fixtures.TIME)) {
      assertThat(fresh.versions("fraud"))
          .containsExactly(
              new RegisteredVersion(
                  VersionRegistered.of("fraud", 1, id, manifest),
                  Fixtures.TIME,
                  VersionNotes.NONE,
                  Removal.NONE));
      assertThatThrownBy(() -> fresh.find("fraud", 1)).isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void findTheSameVersionUntilTheAliasMoves() {
    ModelVersions versions = new ModelVersions("fraud", registry);
    ModelVersion first = versions.findProduction().orElseThrow();
    assertThat(first.number()).isEqualTo(1);
    assertThat(versions.findProduction()).as("each request may ask").containsSame(first);

    try (ModelRegistry other = Registries.over(medium, () -> Fixtures.TIME)) {
      other.register("fraud", manifest, Fixtures.ALICE, "Trained again");
      other.apply(Moves.promotion("fraud", 1, 2));
    }
    registry.refresh();
    assertThat(versions.findProduction()).map(ModelVersion::number).contains(2);
    registry.apply(Moves.rollback("fraud", 2, 1));
    assertThat(versions.findProduction()).contains(first);
    assertThat(versions.findNamed("staging")).isEmpty();
    assertThat(new ModelVersions("none", registry).findProduction()).isEmpty();
    registry.close();
    assertThatThrownBy(versions::findProduction).isInstanceOf(ClosedException.class);
  }

  @Test
  void endWithTheRegistry() {
    registry.close();

    assertThatThrownBy(() -> registry.named("fraud", ModelRegistry.PRODUCTION))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The registry is closed");
    assertThatThrownBy(registry::refresh).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void takesNothingOnceItIsClosed() {
    registry.close();

    assertThatThrownBy(() -> registry.apply(Moves.rejection("fraud", 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The registry is closed");
    assertThatThrownBy(() -> registry.register("fraud", manifest, Fixtures.ALICE, "Trained"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The registry is closed");
    ModelRegistry again = Registries.over(medium, () -> Fixtures.TIME);
    assertThat(again.history("fraud")).hasSize(2);
    again.close();
  }

  @Test
  void reachEveryListenerThoughOneFails() {
    AtomicInteger heard = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    registry.onChange(heard::incrementAndGet);
    registry.onChange(
        () -> {
          failed.incrementAndGet();
          throw new AssertionError("Always");
        });
    AtomicInteger next = new AtomicInteger();
    registry.onChange(next::incrementAndGet);
    registry.apply(Moves.rejection("fraud", 1));
    long end = System.nanoTime() + 60_000_000_000L;
    while ((failed.get() < 3 || next.get() == 0) && System.nanoTime() < end) {
      LockSupport.parkNanos(200_000);
    }

    assertThat(next).hasPositiveValue();
    assertThat(failed).as("repeated").hasValueGreaterThan(2);
    assertThat(heard).as("called for each change").hasValueLessThan(3);
  }
}
