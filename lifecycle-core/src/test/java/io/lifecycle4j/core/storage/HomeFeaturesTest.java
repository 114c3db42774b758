package io.lifecycle4j.core.storage;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.storage.file.FormatFiles;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.HomeFeature.Compatibility;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumLayer;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The features that a home lists, and the upgrade that adds them. */
class HomeFeaturesTest {
  private static final HomeFeature LATER = new HomeFeature("later", Compatibility.COMPATIBLE);
  private static final HomeFeature STRICT = new HomeFeature("strict", Compatibility.READ_ONLY);
  private static final HomeFeature SEALED = new HomeFeature("sealed", Compatibility.INCOMPATIBLE);

  @TempDir private Path directory;
  @TempDir private Path plugin;
  private final Thread thread = Thread.currentThread();
  private final ClassLoader before = thread.getContextClassLoader();

  /** Puts a layer on the class path of this test alone. */
  @BeforeEach
  void plugIn() throws IOException {
    Path services = Files.createDirectories(plugin.resolve("META-INF/services"));
    Files.writeString(services.resolve(MediumLayer.class.getName()), SampleLayer.class.getName());
    thread.setContextClassLoader(new URLClassLoader(new URL[] {plugin.toUri().toURL()}, before));
  }

  @AfterEach
  void plugOut() {
    thread.setContextClassLoader(before);
  }

  private Path homeWith(HomeFeature... features) {
    return FormatFiles.home(directory.resolve("home"), List.of(features));
  }

  private static Lifecycle open(Path home) {
    return Lifecycle.open(home);
  }

  @Test
  void areNoneInANewHome() {
    try (Medium file = Media.file(directory.resolve("new"));
        Medium memory = Media.memory()) {
      assertThat(file.features()).isEmpty();
      assertThat(memory.features()).isEmpty();
      assertThat(HomeFeatures.known()).contains(SampleLayer.FEATURE);
    }
  }

  @Test
  void areAddedByAnUpgradeOnceAndStay() throws Exception {
    Path home = homeWith(LATER);
    try (Lifecycle life = open(home)) {
      assertThat(life.maintenance().upgrade()).containsExactly(SampleLayer.FEATURE.name());
      String upgraded = Files.readString(home.resolve("format.json"));
      assertThat(life.maintenance().upgrade()).isEmpty();
      assertThat(Files.readString(home.resolve("format.json"))).isEqualTo(upgraded);
    }
    try (Medium medium = Media.existing(home)) {
      assertThat(medium.features()).containsExactly(LATER, SampleLayer.FEATURE);
      assertThat(medium.blobs().id()).isEqualTo(FormatFiles.STORE);
    }
    assertThat(Tree.of(home).keySet()).noneMatch(name -> name.startsWith("new-"));
  }

  @Test
  void areNeededByWhatUsesThem() {
    try (Medium medium = Media.memory()) {
      assertThatThrownBy(() -> LATER.requireIn(medium, "add later"))
          .isInstanceOf(ReadOnlyException.class)
          .hasMessage(
              "Cannot add later: home %s does not list the feature later (add it with"
                  + " maintenance().upgrade(); libraries without it may not open the home then)",
              medium.location());
      medium.upgrade(List.of(LATER));
      LATER.requireIn(medium, "add later");
    }
  }

  @Test
  void areNotAddedToAHomeThatIsOnlyRead() throws Exception {
    Path home = homeWith();
    Map<String, String> before = Tree.of(home);
    try (Lifecycle life = Lifecycle.builder().directory(home).readOnly().open()) {
      assertThatThrownBy(life.maintenance()::upgrade)
          .isInstanceOf(ReadOnlyException.class)
          .hasMessageContaining("it was opened read-only");
    }
    assertThat(Tree.of(home)).isEqualTo(before);
  }

  @Test
  void areNotAddedToAHomeThatANewerLibraryWrote() throws Exception {
    Path home = homeWith(STRICT);
    Map<String, String> before = Tree.of(home);
    try (Medium medium = Media.file(home)) {
      assertThat(medium.isReadOnly()).isTrue();
      assertThatThrownBy(() -> HomeFeatures.upgrade(medium))
          .isInstanceOf(ReadOnlyException.class)
          .hasMessageContaining("it needs [strict] to be written to");
    }
    assertThat(Tree.of(home)).isEqualTo(before);
  }

  @Test
  void refuseAHomeWithOneThatMustBeKnown() {
    Path home = homeWith(SEALED);
    assertThatThrownBy(() -> open(home))
        .isInstanceOf(ReadOnlyException.class)
        .hasMessage(
            "Cannot open home %s: it needs [sealed] (written by a newer version of Lifecycle4j, or a plug-in"
                + " that is not there)",
            home);
  }

  @Test
  void refuseAHomeWhoseMediumDoesNotLook() {
    for (HomeFeature feature : List.of(STRICT, SEALED)) {
      Medium medium = Media.memory();
      medium.upgrade(List.of(feature));
      assertThatThrownBy(() -> Lifecycle.builder().medium(medium).open())
          .isInstanceOf(ReadOnlyException.class)
          .hasMessageContaining("it needs [" + feature.name() + "]");
    }
    Medium medium = Media.memory();
    medium.upgrade(List.of(LATER));
    Lifecycle.builder().medium(medium).open().close();
  }

  @Test
  void areNoneWhereTheMediumKeepsNoList() {
    try (Medium inner = Media.memory()) {
      Medium plain =
          new Medium() {
            @Override
            public BlobStore blobs() {
              return inner.blobs();
            }

            @Override
            public JournalStore journals() {
              return inner.journals();
            }

            @Override
            public void close() {
              // its owner closes it
            }
          };
      assertThat(plain.features()).isEmpty();
      assertThatThrownBy(() -> HomeFeatures.upgrade(plain))
          .isInstanceOf(MissingCapabilityException.class)
          .hasMessage("Cannot upgrade %s: its medium keeps no list of features", plain.location());
    }
  }

  @Test
  void ofAPlugInThatIsGoneRefuseTheHome() {
    Path home = homeWith();
    try (Lifecycle life = open(home)) {
      life.maintenance().upgrade();
    }
    thread.setContextClassLoader(before);
    assertThatThrownBy(() -> open(home))
        .isInstanceOf(ReadOnlyException.class)
        .hasMessageContaining("it needs [sample] (written by a newer version of Lifecycle4j, or a");
  }

  @Test
  void areOfOneLayerAtATime() throws IOException {
    Path services = plugin.resolve("META-INF/services").resolve(MediumLayer.class.getName());
    Files.writeString(services, "\n" + SampleLayer.Other.class.getName(), APPEND);
    Path home = homeWith();
    assertThatThrownBy(() -> open(home))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot open home %s: several layers are on the class path (give one to"
                + " Lifecycle.builder().layer(…))",
            home.toRealPath().toUri());
    try (Lifecycle life =
        Lifecycle.builder().directory(home).layer(new SampleLayer.Other()).open()) {
      assertThat(life.maintenance().upgrade()).containsExactly("other", "sample");
    }
    Medium layered = new SampleLayer().over(Media.file(home), () -> Instant.EPOCH);
    Lifecycle.builder().medium(layered).open().close(); // it has one already
  }

  @Test
  void areThoseOfTheHomeInItsCopy() {
    try (Medium medium = Media.file(homeWith(LATER));
        HomeCopy copy = HomeCopy.begin(directory.resolve("copy"), medium)) {
      copy.complete();
    }
    try (Medium copy = Media.existing(directory.resolve("copy"))) {
      assertThat(copy.features()).containsExactly(LATER);
    }
  }

  @Test
  void loseNoneWhenManyAreAddedAtOnce() throws Exception {
    Path home = homeWith();
    try (Medium one = Media.file(home);
        Medium other = Media.file(home)) {
      Together.run(
          8,
          thread -> {
            Medium medium = thread % 2 == 0 ? one : other;
            return medium.upgrade(List.of(new HomeFeature("f" + thread, Compatibility.COMPATIBLE)));
          });
      assertThat(one.features())
          .extracting(HomeFeature::name)
          .containsExactly("f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7");
    }
  }

  @Test
  void changeNothingElseOfAHome() {
    Path home = homeWith();
    try (Medium medium = Media.file(home)) {
      medium.blobs().put(Content.of("weights"));
      medium.journals().shared("log").append(Fixtures.batch("a"));
      medium.upgrade(List.of(LATER));
      assertThat(medium.journals().shared("log").append(Fixtures.batch("b"))).isEqualTo(2);
    }
    try (Medium medium = Media.existing(home)) {
      assertThat(Fixtures.texts(medium.journals().read("log", 1))).containsExactly("a", "b");
    }
  }
}
