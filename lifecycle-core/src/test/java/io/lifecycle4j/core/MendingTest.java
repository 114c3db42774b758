package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.maintenance.VerifyReport;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged or lost file of a version is mended by who still has it, as the report says. */
class MendingTest {
  private static final String SMALL = "text\nseldom\n";
  private static final String LARGE = "text\n" + "seldom\n".repeat(200_000);
  private static final String HINT =
      "What is touched cannot be trusted: restore it from a backup. A blob is mended when the same"
          + " bytes are stored again";

  @TempDir private Path root;

  record Text(String text) {}

  private Lifecycle open() {
    return Flowers.in(root.resolve("home"));
  }

  private static DatasetVersion store(Lifecycle home, Source source) {
    return home.datasets().dataset("texts").snapshot(source).schema(Schema.of(Text.class)).commit();
  }

  /** Damages what holds a text, or deletes it; a pack of small files holds several blobs. */
  private void damage(boolean lose) throws IOException {
    try (Stream<Path> paths = Files.walk(root.resolve("home"))) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(path);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("text\nseldom");
        if (at >= 0 && lose) {
          Files.delete(path);
        } else if (at >= 0) {
          assertThat(path.toFile().setWritable(true)).isTrue();
          bytes[at] ^= 1;
          Files.write(path, bytes);
        }
      }
    }
  }

  private static void assertMended(Lifecycle home, Source source) {
    VerifyReport damaged = home.maintenance().verify(VerifyDepth.HASH);
    assertThat(damaged.sound()).isFalse();
    assertThat(damaged.toString()).contains("touches dataset texts:1").contains(HINT);
    assertThat(store(home, source).number()).isEqualTo(1);
    assertThat(home.maintenance().verify(VerifyDepth.HASH).sound()).isTrue();
  }

  @Test
  void mendsADamagedBlobOfAnySizeWhoseBytesAreStoredAgain() throws IOException {
    for (String text : List.of(LARGE, SMALL)) {
      Source source = Sources.csv("texts.csv", Content.of(text));
      Path home = root.resolve("home");
      try (Lifecycle lifecycle = open()) {
        store(lifecycle, source);
      }
      damage(false);
      try (Lifecycle lifecycle = open()) {
        assertMended(lifecycle, source);
      }
      Files.move(home, root.resolve("home-of-" + text.length()));
    }
  }

  @Test
  void mendsALostBlobAlsoOfAFileThatDidNotChange() throws IOException {
    Path file = Files.writeString(root.resolve("texts.csv"), LARGE);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
    try (Lifecycle home = open()) {
      store(home, Sources.csv(file));
      store(home, Sources.csv(file));
    }
    damage(true);
    try (Lifecycle home = open()) {
      assertMended(home, Sources.csv(file));
    }
  }

  @Test
  void mendsADamagedBlobOfAFileThatIsReadAgain() throws IOException {
    Path file = Files.writeString(root.resolve("texts.csv"), LARGE);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
    try (Lifecycle home = open()) {
      store(home, Sources.csv(file));
    }
    damage(false);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_001_000L));
    try (Lifecycle home = open()) {
      assertMended(home, Sources.csv(file));
    }
  }
}
