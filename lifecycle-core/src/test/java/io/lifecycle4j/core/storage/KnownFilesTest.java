package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway") // what is missing fails the test
class KnownFilesTest {
  private static final Instant CHANGED = Instant.parse("2026-01-01T00:00:00Z");
  private static final BlobId BLOB = Hashing.hash("a".getBytes(StandardCharsets.UTF_8));

  /** What docs/FORMAT.md remembers. */
  private static final BlobId ABC = Hashing.hash("abc".getBytes(StandardCharsets.UTF_8));

  private static final BlobId LIST = new BlobId("0a".repeat(32));

  @TempDir private Path directory;
  private Path file = Path.of("");
  private KnownFiles known = new KnownFiles(null);

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("a.csv");
    Files.writeString(file, "a");
    touch(CHANGED);
    known = open();
  }

  private KnownFiles open() {
    return new KnownFiles(directory.resolve("cache"));
  }

  private void touch(Instant time) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  /** Remembers a file that was read so many seconds after anything was changed of it. */
  private void remember(int seconds) throws IOException {
    SeenFile seen = SeenFile.of(file);
    Instant changed = Instant.EPOCH.plusNanos(Math.max(seen.modified(), seen.changed()));
    known.remember(seen, BLOB, changed.plusSeconds(seconds));
    known.save();
  }

  @Test
  void knowsAFileThatLooksAsItDid() throws IOException {
    assertThat(known.find(SeenFile.of(file))).isEmpty();
    remember(60);
    assertThat(known.find(SeenFile.of(file))).contains(BLOB);
    assertThat(open().find(SeenFile.of(file))).contains(BLOB);
  }

  @Test
  void forgetsOfTooManyThoseThatNobodyAskedForLongest() {
    KnownFiles few = new KnownFiles(directory.resolve("cache"), 2);
    few.remember(seen("a"), BLOB, CHANGED.plusSeconds(60));
    few.remember(seen("b"), BLOB, CHANGED.plusSeconds(60));
    assertThat(few.find(seen("a"))).contains(BLOB);
    few.remember(seen("c"), BLOB, CHANGED.plusSeconds(60));
    assertThat(few.find(seen("b"))).isEmpty();
    assertThat(few.find(seen("a"))).contains(BLOB);
    assertThat(few.find(seen("c"))).contains(BLOB);

    few.save();
    KnownFiles one = new KnownFiles(directory.resolve("cache"), 1);
    assertThat(Stream.of("a", "b", "c").filter(name -> one.find(seen(name)).isPresent()))
        .containsExactly("c");
  }

  private static SeenFile seen(String name) {
    long changed = CHANGED.getEpochSecond() * 1_000_000_000;
    return new SeenFile("/data/" + name, 1, 1, changed, changed, true);
  }

  @Test
  void doesNotKnowAFileOfAnotherTimeOrLengthOrAnotherFileOfItsName() throws IOException {
    remember(60);
    touch(CHANGED.plusNanos(1_000_000));
    assertThat(known.find(SeenFile.of(file))).isEmpty();

    Files.writeString(file, "ab");
    touch(CHANGED);
    assertThat(known.find(SeenFile.of(file))).isEmpty();

    Path other = directory.resolve("other");
    Files.writeString(other, "b");
    Files.setLastModifiedTime(other, FileTime.from(CHANGED));
    Files.delete(file);
    Files.move(other, file);
    assertThat(known.find(SeenFile.of(file))).isEmpty();
  }

  /** Where the file system keeps a time that its owner cannot set. */
  @Test
  @OnlyLarger
  void doesNotKnowAFileWhoseTimeWasPutBack() throws IOException {
    assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("unix");
    remember(60);
    long before = SeenFile.of(file).changed();
    do { // a tick of the clock of the file system
      Files.writeString(file, "b");
      touch(CHANGED);
    } while (SeenFile.of(file).changed() == before);
    assertThat(known.find(SeenFile.of(file))).isEmpty();
  }

  @Test
  void doesNotRememberAFileThatChangedJustBeforeItWasRead() throws IOException {
    remember(2);
    assertThat(known.find(SeenFile.of(file))).isEmpty();
    remember(4);
    assertThat(known.find(SeenFile.of(file))).contains(BLOB);
  }

  @Test
  void doesNotKnowWhatIsDamagedAndGoesOn() throws IOException {
    remember(60);
    Path cache = directory.resolve("cache").resolve("files");
    byte[] bytes = Files.readAllBytes(cache);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(cache, bytes);
      assertThat(open().find(SeenFile.of(file))).as("bit %s", bit).isEmpty();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
    bytes[0] ^= 1;
    Files.write(cache, bytes);
    known = open();
    remember(60);
    assertThat(open().find(SeenFile.of(file))).contains(BLOB);
  }

  @Test
  void staysSmallHoweverOftenAFileChanges() throws IOException {
    for (int i = 0; i < 3_000; i++) {
      touch(CHANGED.plusMillis(i));
      remember(60);
    }
    assertThat(Files.size(directory.resolve("cache").resolve("files"))).isLessThan(200_000);
    assertThat(open().find(SeenFile.of(file))).contains(BLOB);
  }

  /** Two archives may hold files of the same path, length and time. */
  @Test
  void doesNotRememberAFileInAnArchive() throws IOException {
    try (FileSystem archive =
        FileSystems.newFileSystem(directory.resolve("a.zip"), Map.of("create", "true"))) {
      Path inside = Files.copy(file, archive.getPath("/file"), StandardCopyOption.COPY_ATTRIBUTES);
      SeenFile seen = SeenFile.of(inside);
      known = open();
      known.remember(seen, BLOB, Instant.MAX);
      assertThat(known.find(seen)).isEmpty();
      assertThat(known.isEmpty()).isTrue();
    }
  }

  private static SeenFile described() {
    long modified = CHANGED.getEpochSecond() * 1_000_000_000 + 5;
    long changed = CHANGED.plusSeconds(1).getEpochSecond() * 1_000_000_000;
    return new SeenFile("/data/rides.csv", 0xfedcba98, 3, modified, changed, true);
  }

  @Test
  void writesEveryByteAsDescribed() throws IOException {
    known.remember(described(), ABC, CHANGED.plusSeconds(60));
    known.remember(described().as("chunks"), LIST, CHANGED.plusSeconds(60));
    known.save();
    Map<String, String> vectors = FormatVectors.entries("cache");
    assertThat(directory.resolve("cache").resolve("files"))
        .hasBinaryContent(FormatVectors.bytes(String.join("", vectors.values())));
    assertThat(FormatText.hexExamples()).contains(vectors.get("file"));
  }

  @Test
  void readsWhatIsDescribed() throws IOException {
    String lines = String.join("", FormatVectors.entries("cache").values());
    Path cache = Files.createDirectories(directory.resolve("cache"));
    Files.write(cache.resolve("files"), FormatVectors.bytes(lines));
    assertThat(known.find(described())).contains(ABC);
    assertThat(known.find(described().as("chunks"))).contains(LIST);
  }

  @Test
  void forgetsEverythingWithoutADirectory() throws IOException {
    known = new KnownFiles(null);
    remember(60);
    assertThat(known.find(SeenFile.of(file))).isEmpty();
  }

  /** So many that two threads look. */
  @Test
  void looksAtManyFilesInTheirOrder() throws IOException {
    List<@Nullable Path> paths = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      paths.add(Files.writeString(directory.resolve("file-" + i), "x".repeat(i)));
    }
    paths.set(3, null);
    paths.set(700, directory.resolve("not there"));
    List<@Nullable SeenFile> seen = SeenFile.ofAll(paths);
    assertThat(seen).hasSize(1_001);
    for (int i = 0; i < 1_001; i++) {
      Path path = paths.get(i);
      boolean there = path != null && i != 700;
      assertThat(seen.get(i)).isEqualTo(there ? SeenFile.of(path) : null);
    }
  }
}
