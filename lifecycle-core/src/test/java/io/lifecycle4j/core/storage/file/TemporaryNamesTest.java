package io.lifecycle4j.core.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.DirectoryExport;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who guesses the name of a temporary file gains nothing: it is opened as a new one. */
class TemporaryNamesTest {
  private final FaultyFileSystem files = new FaultyFileSystem();
  private final Set<String> planted = new ConcurrentSkipListSet<>();

  @TempDir private Path directory;
  private Path victim;

  @BeforeEach
  void writeVictim() throws IOException {
    victim = Files.writeString(directory.resolve("victim"), "mine");
  }

  /** Plants a link to the victim, once for each kind of temporary file, just before it is made. */
  private @Nullable IOException plant(Operation operation, Path path) {
    String kind = kind(path);
    try {
      if (operation == Operation.CREATE
          && !kind.isEmpty()
          && !Files.exists(Path.of(path.toString()), LinkOption.NOFOLLOW_LINKS)
          && planted.add(kind)) {
        Files.createSymbolicLink(Path.of(path.toString()), victim);
      }
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private String kind(Path path) {
    String name = directory.relativize(Path.of(path.toString())).toString();
    if (name.matches("home/tmp/[^/]+/[0-9]+")) {
      return "draft of a blob";
    }
    return name.matches(".*/new-[^/]*[.]tmp")
        ? "format file"
        : name.endsWith("/head.tmp")
            ? "head of a journal"
            : name.endsWith(".unfinished") ? name.substring(0, name.indexOf('/')) : "";
  }

  /** Does something again if it fails: the name was taken, and the next one is not. */
  private void twice(Runnable write) {
    try {
      write.run();
    } catch (LifecycleException e) {
      write.run();
    }
    assertThat(victim).content().isEqualTo("mine");
  }

  @Test
  void writesThroughNoLinkThatTookATemporaryName() throws IOException {
    Path exports = Files.createDirectory(directory.resolve("exports"));
    files.fail(this::plant);
    twice(() -> Media.file(files.path(directory.resolve("home"))).close());
    try (Medium medium = Media.file(files.path(directory.resolve("home")))) {
      twice(() -> medium.blobs().put(Content.of("weights")));
      twice(() -> medium.journals().shared("log").append(Fixtures.batch("a")));
      twice(() -> Content.of("x").writeTo(files.path(exports.resolve("file"))));
      twice(
          () ->
              DirectoryExport.intoExisting(files.path(directory.resolve("check-out")))
                  .write("file", new ByteArrayInputStream(new byte[1])));
    }
    assertThat(planted)
        .containsExactly(
            "check-out", "draft of a blob", "exports", "format file", "head of a journal");
    assertThat(exports.resolve("file")).content().isEqualTo("x");
    assertThat(victim).content().isEqualTo("mine");
  }
}
