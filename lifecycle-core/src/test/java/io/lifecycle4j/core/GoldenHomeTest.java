package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Homes of every format ever released open, say what they said and go on. */
class GoldenHomeTest {
  /** The home with each kind of what there is, written by {@link KindsHome}. */
  static final String KINDS = "2-kinds";

  /**
   * What is in each home, by its format and what came to it: a hash over the names and the hashes
   * of its files.
   */
  private static final Map<String, String> KEPT =
      Map.of(
          "2",
          "f9910fd71a34bfd512e46a0f6600d052f766b88b6d09f1fcb4cd0afb252b0926",
          KINDS,
          "03b487fb1567d88c7ac7945068c4d2ed86c7722c3b3e2dd85afecab7d45b9380");

  @TempDir private Path directory;

  static Set<String> kept() {
    return new TreeSet<>(KEPT.keySet());
  }

  /** The homes in which {@link SmallLife} was lived. */
  static Set<String> formats() {
    Set<String> formats = kept();
    formats.remove(KINDS);
    return formats;
  }

  private Path copy(String format) throws IOException, URISyntaxException {
    copy(format, directory);
    return directory;
  }

  /** Copies a home into a directory that is new or empty. */
  static void copy(String format, Path directory) throws IOException, URISyntaxException {
    URL url = Objects.requireNonNull(GoldenHomeTest.class.getResource("/golden/" + format));
    copy(Path.of(url.toURI()), directory);
  }

  /** Copies what is in a directory into another. */
  static void copy(Path source, Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(source)) {
      for (Path path : paths.toList()) {
        Path target = directory.resolve(source.relativize(path).toString());
        if (!Files.exists(target)) {
          Files.copy(path, target);
        }
      }
    }
  }

  static List<String> lines(String format) throws IOException, URISyntaxException {
    URL url =
        Objects.requireNonNull(GoldenHomeTest.class.getResource("/golden/" + format + ".txt"));
    return Files.readAllLines(Path.of(url.toURI()));
  }

  /**
   * A home that was kept when something was released is never written anew, or nothing would show
   * that homes of its day still open: what is written in another way later gets a directory of its
   * own.
   */
  @ParameterizedTest
  @MethodSource("kept")
  void isTheOneThatWasKept(String format) throws Exception {
    copy(format);
    String files =
        Tree.of(directory).entrySet().stream()
            .map(file -> file.getKey().replace('\\', '/') + " " + file.getValue())
            .collect(Collectors.joining("\n"));
    assertThat(Fixtures.hash(Fixtures.utf8(files)).sha256())
        .as("what is in golden/%s", format)
        .isEqualTo(KEPT.get(format));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void saysWhatItSaidWhenItWasWritten(String format) throws Exception {
    try (Lifecycle life = GoldenHome.open(copy(format))) {
      assertThat(SmallLife.read(life)).isEqualTo(lines(format));
      assertThat(life.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void splitsAsTheModelsWereTrained(String format) throws Exception {
    try (Lifecycle life = GoldenHome.open(copy(format))) {
      List<Long> trained = new ArrayList<>();
      for (RegisteredVersion model : life.models().versions("species")) {
        Provenance.Trained from =
            Fixtures.trained(life.models().version("species", model.number()));
        assertThat(from.plan()).isEqualTo(Flowers.PLAN);
        trained.add(
            life.datasets()
                .dataset(from.data().dataset())
                .version(from.data().number())
                .split(from.plan())
                .count(SplitRole.TRAIN));
      }
      assertThat(trained).as("rows.train of the runs").containsExactly(229L, 249L);
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void goesOn(String format) throws Exception {
    try (Lifecycle life = GoldenHome.open(copy(format))) {
      List<AuditRecord> before = life.models().history("species");
      SmallLife.live(life);
      List<AuditRecord> after = life.models().history("species");
      assertThat(after).hasSizeGreaterThan(before.size());
      assertThat(after.subList(0, before.size())).usingRecursiveComparison().isEqualTo(before);
      assertThat(life.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void keepsPacksSnapshotsAndWhatATrimLeft(String format) throws Exception {
    try (Medium medium = Media.file(copy(format));
        Journal journal = medium.journals().owned("golden")) {
      assertThat(Fixtures.texts(journal.read(3))).containsExactly("entry 3", "entry 4", "entry 5");
      assertThat(journal.state().first()).isEqualTo(3);
      BlobId state = medium.blobs().put(GoldenHome.SMALL.get(0));
      assertThat(journal.state().snapshot()).contains(new JournalSnapshot(4, state));
      assertThat(medium.blobs().read(state)).isEqualTo(Fixtures.utf8("one"));
      UUID token = new UUID(6, 6); // those of fixtures are in the home already
      List<byte[]> entry = List.of(Fixtures.utf8("entry 6"));
      assertThat(journal.append(new Batch(token, Batch.ANY, entry, Durability.PROCESS)))
          .isEqualTo(6);
    }
  }

  /** A copy that left out what is empty has no locks and no marks. */
  @ParameterizedTest
  @MethodSource("formats")
  void doesNotHangOnTheFilesThatACopyLeavesOut(String format) throws Exception {
    Path home = copy(format);
    try (Stream<Path> paths = Files.walk(home)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (Files.size(path) == 0) {
          Files.delete(path);
        }
      }
    }
    try (Lifecycle life = GoldenHome.open(home)) {
      assertThat(SmallLife.read(life)).isEqualTo(lines(format));
    }
  }
}
