package io.lifecycle4j.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home knows its cold store again, and takes no other for it. */
class ColdStoreTest {
  private static final Schema SCHEMA = Schema.of(Ride.class);

  private final Map<Lifecycle, Tiers> opened = new HashMap<>();
  @TempDir private Path directory;

  record Ride(double ride) {}

  /** Something that is done with a home and a cold store. */
  @FunctionalInterface
  private interface Work {
    void in(Lifecycle home) throws IOException;
  }

  private void with(String home, String store, Work work) throws IOException {
    try (Medium archive = Media.file(directory.resolve(store))) {
      Tiers tiers = Tiers.withCold(archive.blobs());
      try (Lifecycle life =
          Lifecycle.builder().directory(directory.resolve(home)).layer(tiers).open()) {
        opened.put(life, tiers);
        life.maintenance().upgrade();
        work.in(life);
      }
    }
  }

  private Tiering tiers(Lifecycle home) {
    return Objects.requireNonNull(opened.get(home)).tiering(home);
  }

  private static void commit(Lifecycle home, int ride) {
    String text = "ride\n" + (ride + "\n").repeat(10_000);
    home.datasets()
        .dataset("rides")
        .snapshot(Sources.csv("rides.csv", Content.of(text)))
        .schema(SCHEMA)
        .commit();
  }

  private TieringReport toCold(Lifecycle home) {
    return tiers(home).cold(v -> true).keepNewest(0).move().run();
  }

  private void moveOne(String home, String store, int ride) throws IOException {
    with(
        home,
        store,
        life -> {
          commit(life, ride);
          assertThat(toCold(life).moved().blobs()).isEqualTo(1);
        });
  }

  private static void assertReads(Lifecycle home, int ride) {
    DatasetVersion version = home.datasets().dataset("rides").version(1);
    assertThat(version.rows().row(9_999).number(0)).isEqualTo(ride);
    assertThat(home.maintenance().verify(VerifyDepth.HASH).sound()).isTrue();
  }

  private void copy(String from, String to) throws IOException {
    Path source = directory.resolve(from);
    for (Path path : Tree.paths(source)) {
      Files.copy(path, directory.resolve(to).resolve(source.relativize(path)));
    }
  }

  /** All files below a directory, by their names, with their bytes. */
  private Map<String, String> files(String name) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (Path path : Tree.paths(directory.resolve(name))) {
      if (Files.isRegularFile(path)) {
        files.put(
            path.toString(), new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }

  private UUID id(String store) {
    try (Medium archive = Media.existing(directory.resolve(store))) {
      return archive.blobs().id();
    }
  }

  private void assertRefused(String store, String what) throws IOException {
    with("other home", store, life -> {}); // whatever it is, it can be one of another home
    assertRefusedAsItIs(store, what);
  }

  private void assertRefusedAsItIs(String store, String what) throws IOException {
    Media.file(directory.resolve(store)).close();
    Map<String, String> home = files("home");
    Map<String, String> there = files(store);
    ThrowingCallable opening = () -> with("home", store, life -> {});
    assertThatThrownBy(opening)
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Cannot use file://")
        .hasMessageContaining(store.replace(" ", "%20"))
        .hasMessageContaining(what)
        .hasMessageContaining("lies in the one with the id " + id("archive"))
        .hasMessageContaining("(give that to Tiers.withCold(…)");
    assertThat(files("home")).isEqualTo(home);
    assertThat(files(store)).isEqualTo(there);
  }

  @Test
  void readsFromTheStoreThatItMovedTo() throws IOException {
    moveOne("home", "archive", 1);
    with("home", "archive", home -> assertReads(home, 1));
  }

  @Test
  void refusesAnEmptyStore() throws IOException {
    moveOne("home", "archive", 1);
    Media.file(directory.resolve("empty")).close();
    assertRefusedAsItIs("empty", "it has the id " + id("empty"));
  }

  @Test
  void refusesTheStoreOfTheHomeItself() throws IOException {
    with("home", "archive", home -> commit(home, 1));
    Map<String, String> before = files("home");
    for (boolean readOnly : List.of(false, true)) {
      try (Medium own = Media.existing(directory.resolve("home"))) {
        LifecycleBuilder builder =
            Lifecycle.builder()
                .directory(directory.resolve("home"))
                .layer(Tiers.withCold(own.blobs()));
        assertThatThrownBy(() -> (readOnly ? builder.readOnly() : builder).open())
            .isInstanceOf(InvalidValueException.class)
            .hasMessageStartingWith("Cannot use file://")
            .hasMessageEndingWith(
                "it has the id %s of the home itself (give the store of another medium to"
                    + " Tiers.withCold(…))",
                own.blobs().id());
      }
    }
    assertThat(files("home")).isEqualTo(before);
  }

  @Test
  void refusesTheStoreOfAnotherHome() throws IOException {
    moveOne("home", "archive", 1);
    moveOne("other home", "other archive", 2);
    assertRefused("other archive", "it has the id " + id("other archive"));
  }

  @Test
  void refusesAWrongStoreToReadToo() throws IOException {
    moveOne("home", "archive", 1);
    try (Medium empty = Media.file(directory.resolve("empty"))) {
      assertThatThrownBy(
              () ->
                  Lifecycle.builder()
                      .directory(directory.resolve("home"))
                      .readOnly()
                      .layer(Tiers.withCold(empty.blobs()))
                      .open())
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining(id("archive").toString());
    }
    try (Medium archive = Media.existing(directory.resolve("archive"));
        Lifecycle home =
            Lifecycle.builder()
                .directory(directory.resolve("home"))
                .readOnly()
                .layer(Tiers.withCold(archive.blobs()))
                .open()) {
      assertReads(home, 1);
    }
  }

  @Test
  void takesAWholeCopyOfTheStore() throws IOException {
    moveOne("home", "archive", 1);
    copy("archive", "copy");
    with("home", "copy", home -> assertReads(home, 1));
  }

  @Test
  void sharesAStoreWithOtherHomes() throws IOException {
    moveOne("home", "archive", 1);
    UUID id = id("archive");
    moveOne("other", "archive", 2);
    assertThat(id("archive")).isEqualTo(id);
    with("home", "archive", home -> assertReads(home, 1));
    with("other", "archive", home -> assertReads(home, 2));
  }

  @Test
  void takesAnotherStoreAsLongAsNothingLiesInTheFirst() throws IOException {
    with("home", "mistyped", home -> commit(home, 1));
    with("home", "archive", home -> assertThat(toCold(home).moved().blobs()).isEqualTo(1));
    assertRefusedAsItIs("mistyped", "it has the id " + id("mistyped"));
  }

  @Test
  void takesAnotherStoreOnceAllWasBroughtBack() throws IOException {
    moveOne("home", "first archive", 1);
    with("home", "first archive", home -> tiers(home).hot(v -> true).move().run());
    with("home", "archive", home -> assertThat(toCold(home).moved().blobs()).isEqualTo(1));
    with("home", "archive", home -> assertReads(home, 1));
    assertRefusedAsItIs("first archive", "it has the id " + id("first archive"));
  }

  @Test
  void refusesToGoOnWithAStoreOnceAnotherProcessMovedToAnother() throws IOException {
    with(
        "home",
        "mistyped",
        home -> {
          commit(home, 1);
          with("home", "archive", other -> toCold(other));
          assertThatThrownBy(() -> home.datasets().dataset("rides").version(1).rows().row(0))
              .isInstanceOf(InvalidValueException.class)
              .hasMessageContaining("lies in the one with the id " + id("archive"));
          commit(home, 2);
          assertThatThrownBy(() -> toCold(home)).isInstanceOf(InvalidValueException.class);
        });
    with("home", "archive", home -> assertReads(home, 1));
  }
}
