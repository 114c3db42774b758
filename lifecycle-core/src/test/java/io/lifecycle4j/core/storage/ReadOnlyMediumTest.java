package io.lifecycle4j.core.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who opens a home only to read it changes nothing in it, whatever lies there. */
class ReadOnlyMediumTest {
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir private Path directory;

  private final Disk disk = new Disk();
  private final Path home = new MemoryFileSystem(disk).getPath("/home");
  private BlobId blob;

  @BeforeEach
  void fill() {
    try (Medium medium = Media.file(home)) {
      blob = medium.blobs().put(Content.of("weights"));
      medium.blobs().putAll(List.of(Content.of("one"), Content.of("two")));
      medium.blobs().put(Content.of("garbage"));
      medium
          .blobs()
          .maintenance()
          .quarantine(List.of(Fixtures.hash(Fixtures.utf8("garbage"))), LATER);
      medium.journals().shared("log").append(Fixtures.batch("a", "b"));
      medium.journals().chained("audit").append(Fixtures.batch("c"));
      medium.journals().owned("run-1").append(Fixtures.batch("d"));
    }
  }

  /** Reads all there is to read. */
  private static List<String> read(Medium medium) {
    List<String> all = new ArrayList<>();
    for (BlobId id : Fixtures.ids(medium.blobs())) {
      medium.blobs().maintenance().verify(id, VerifyDepth.HASH);
      all.add(new String(medium.blobs().read(id), UTF_8));
      assertThat(Fixtures.lastPut(medium.blobs(), id)).isBefore(LATER);
    }
    assertThat(medium.blobs().missing(List.of(Fixtures.hash(new byte[1])))).hasSize(1);
    medium.blobs().maintenance().quarantined().forEach(aside -> all.add("aside " + aside.bytes()));
    JournalStore journals = medium.journals();
    for (String name : journals.names()) {
      journals.maintenance().verify(name, VerifyDepth.HASH);
      all.add(name + Fixtures.texts(journals.read(name, 1)) + journals.state(name).isPresent());
    }
    all.add(String.valueOf(journals.maintenance().recoveries().size()));
    try (Journal log = journals.shared("log");
        Journal audit = journals.chained("audit")) {
      all.add(log.sequence() + " " + log.state().first() + " " + log.await(2, Duration.ZERO));
      all.add(
          Fixtures.texts(log.read(2))
              + " "
              + audit.state().chain().isPresent()
              + log.state().snapshot());
    }
    return all;
  }

  private List<String> written() {
    try (Medium medium = Media.file(home)) {
      return read(medium);
    }
  }

  /** Leaves what writers leave who die at any moment. */
  private void die() throws IOException {
    Path draft = Files.createDirectory(home.resolve("tmp/0123456789abcdef"));
    Files.write(draft.resolve("0"), new byte[100]);
    Files.createFile(home.resolve("tmp/0123456789abcdef.lock"));
    for (String journal : List.of("log", "audit", "run-1")) {
      Path room = Tree.room(home, journal);
      Files.write(Tree.journal(home, journal), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
      Files.createFile(room.resolve("suspect"));
      Files.write(room.resolve("head.tmp"), new byte[10]);
      for (Path mark : Tree.paths(room)) {
        if (String.valueOf(mark.getFileName()).startsWith("version-")) {
          Files.delete(mark); // as a copy that leaves out empty files
        }
      }
    }
  }

  @Test
  void leavesEverythingAsItWas() {
    List<String> written = written();
    StillDisk still = new StillDisk(disk);
    try (Medium medium = Media.existing(still.path("home"))) {
      assertThat(read(medium)).isEqualTo(written).contains("weights", "one", "log[a, b]true");
      assertThat(medium.isReadOnly()).isTrue();
      assertThat(medium.cache()).isEmpty();
    }
    still.assertUntouched();
    still.assertNeverLocked();
  }

  @Test
  void readsWhatDeadWritersProvedAndTidiesNothingUp() throws IOException {
    List<String> written = written();
    die();
    StillDisk still = new StillDisk(disk);
    try (Medium medium = Media.existing(still.path("home"))) {
      assertThat(read(medium)).isEqualTo(written);
      assertThat(medium.journals().isOwned("run-1")).isFalse();
    }
    still.assertUntouched();
    assertThat(written()).as("what a writer finds, who tidies up").isEqualTo(written);
  }

  private static void drop(Path folder) throws IOException {
    List<Path> all = new ArrayList<>(Tree.paths(folder)); // each before what lies in it
    Collections.reverse(all);
    for (Path path : all) {
      Files.delete(path);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tmp", "quarantine", "packs", "blobs"})
  void readsACopyThatLeftOutADirectorySinceItWasEmpty(String room) throws IOException {
    drop(home.resolve(room));
    StillDisk still = new StillDisk(disk);
    List<String> seen;
    try (Medium medium = Media.existing(still.path("home"))) {
      seen = read(medium);
      assertThat(seen).contains("log[a, b]true");
    }
    Path copy = directory.resolve("copy");
    Lifecycle.restore(still.path("home"), copy);
    still.assertUntouched();
    still.assertNeverLocked();
    try (Medium medium = Media.existing(copy)) {
      List<String> copied = read(medium);
      assertThat(copied)
          .isEqualTo(seen.stream().filter(text -> !text.startsWith("aside")).toList());
    }
  }

  @Test
  void refusesAHomeThatLostItsJournals() throws IOException {
    drop(home.resolve("journals"));
    StillDisk still = new StillDisk(disk);
    assertThatThrownBy(() -> Media.existing(still.path("home")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot open home /home: journals is missing (restore it from a copy)");
    still.assertUntouched();
  }

  @Test
  void makesNoHome() throws IOException {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> Media.existing(missing))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: " + missing);
    assertThatThrownBy(() -> Media.existing(directory))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: " + directory + " (it has no format.json)");
    assertThatThrownBy(() -> Medium.open(URI.create("memory:new"), MediumOption.READ_ONLY))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: memory:new (memory keeps none)");
    assertThat(Tree.of(directory)).containsOnlyKeys("");
  }

  @Test
  void readsANetworkFileSystemAndAsksForNoLockThere() {
    StillDisk still = new StillDisk(disk);
    still.pretend("nfs4");
    try (Medium medium = Media.existing(still.path("home"))) {
      assertThat(read(medium)).contains("weights");
      assertThat(medium.journals().isOwned("run-1")).as("it cannot be told").isTrue();
    }
    still.assertUntouched();
    still.assertNeverLocked();
  }

  @ParameterizedTest
  @EnumSource(MediumOption.class)
  void isOnlyReadWhateverElseIsAllowed(MediumOption option) {
    StillDisk still = new StillDisk(disk);
    try (Medium medium = Media.file(still.path("home"), MediumOption.READ_ONLY, option)) {
      assertThat(read(medium)).contains("weights");
    }
    still.assertUntouched();
  }

  @Test
  void followsAWriterAndDisturbsNothingOfHis() throws IOException {
    try (Medium writer = Media.file(home);
        Medium reader = Media.existing(new MemoryFileSystem(disk).getPath("/home"));
        Journal log = reader.journals().shared("log");
        Journal run = writer.journals().owned("run-2")) {
      BlobId more =
          writer
              .blobs()
              .put(
                  out -> {
                    out.write(1);
                    try (Medium late = Media.existing(home)) { // while a draft is written
                      assertThat(read(late)).contains("weights");
                    }
                  });
      assertThat(reader.blobs().read(more)).containsExactly(1);
      run.append(Fixtures.batch("e"));
      assertThat(reader.journals().isOwned("run-2")).isTrue();
      assertThat(reader.journals().isOwned("run-1")).isFalse();
      assertThat(Fixtures.texts(reader.journals().read("run-2", 1))).containsExactly("e");
      assertThat(log.sequence()).isEqualTo(2);
      writer.journals().shared("log").append(Fixtures.batch("f"));
      assertThat(log.await(3, Duration.ofMinutes(1))).isTrue();
      assertThat(Fixtures.texts(log.read(3))).containsExactly("f");
    }
  }

  /** A provider of a time when no home was opened only to be read. */
  public static final class OldProvider implements MediumProvider {
    static final List<Set<MediumOption>> ASKED = new ArrayList<>();

    @Override
    public String scheme() {
      return "old";
    }

    @Override
    public Medium open(URI location, Set<MediumOption> options) {
      ASKED.add(options);
      return Media.memory();
    }
  }

  @Test
  void refusesAProviderThatWouldWriteAllTheSame() throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(MediumProvider.class.getName()), OldProvider.class.getName());
    Thread here = Thread.currentThread();
    ClassLoader before = here.getContextClassLoader();
    URL[] added = {directory.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(added, before)) {
      here.setContextClassLoader(loader);
      assertThatThrownBy(() -> Medium.open(URI.create("old:home"), MediumOption.READ_ONLY))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Cannot open old:home read-only: its provider opened it to write"
                  + " (needs one that knows READ_ONLY)");
    } finally {
      here.setContextClassLoader(before);
    }
    assertThat(OldProvider.ASKED) // so that at least it makes no home
        .containsExactly(Set.of(MediumOption.MUST_EXIST, MediumOption.READ_ONLY));
  }

  private List<ThrowingCallable> writes(Medium medium) {
    BlobStore blobs = medium.blobs();
    JournalStore journals = medium.journals();
    return List.of(
        () -> blobs.put(Content.of("weights")),
        () -> blobs.putAll(List.of()),
        () -> blobs.putAll(List.of(Content.of("one"), Content.of("three"))),
        () -> blobs.maintenance().quarantine(List.of(blob), Instant.EPOCH),
        () -> blobs.maintenance().restore(Fixtures.hash(Fixtures.utf8("garbage"))),
        () -> blobs.maintenance().purge(Instant.EPOCH),
        () -> blobs.maintenance().purge(List.of(blob), Instant.EPOCH),
        () -> blobs.maintenance().merge(Instant.EPOCH),
        () -> journals.owned("run-1"),
        () -> journals.owned("run-9"),
        () -> journals.shared("new").append(Fixtures.batch("x")),
        () -> journals.shared("log").append(Fixtures.batch("x")),
        () -> journals.shared("log").force(),
        () -> journals.shared("log").reopen(),
        () -> journals.maintenance().begin("log", JournalKind.SHARED, 7),
        () -> journals.shared("log").trim(2),
        () -> journals.shared("log").snapshot(new JournalSnapshot(1, blob)),
        () -> journals.chained("audit").append(Fixtures.batch("x")));
  }

  @Test
  void refusesEveryWrite() {
    StillDisk still = new StillDisk(disk);
    try (Medium medium = Media.existing(still.path("home"))) {
      for (ThrowingCallable write : writes(medium)) {
        assertThatThrownBy(write)
            .isInstanceOf(ReadOnlyException.class)
            .hasMessage("Cannot write home /home: it was opened read-only (open it to write)");
      }
    }
    still.assertUntouched();
    still.assertNeverLocked();
  }
}
