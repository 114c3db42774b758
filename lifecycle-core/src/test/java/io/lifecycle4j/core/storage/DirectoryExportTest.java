package io.lifecycle4j.core.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryExportTest {
  @TempDir private Path directory;

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  /** Bytes in the middle of which something else happens. */
  private static InputStream text(String text, Runnable meanwhile) {
    return new FilterInputStream(text(text)) {
      private boolean begun;

      @Override
      public int read(byte[] target) throws IOException {
        if (begun) {
          meanwhile.run();
        }
        begun = true;
        return in.read(target, 0, 4);
      }
    };
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void writesItsOwnBytesWhileAnotherWritesIntoTheSameDirectory() throws IOException {
    DirectoryExport one = DirectoryExport.intoExisting(directory);
    DirectoryExport other = DirectoryExport.intoExisting(directory);
    one.write("a.csv", text("of one", () -> other.write("b.csv", text("of another"))));
    assertThat(directory.resolve("a.csv")).hasContent("of one");
    assertThat(directory.resolve("b.csv")).hasContent("of another");
    assertThat(names()).containsExactly("a.csv", "b.csv");
  }

  @Test
  void deletesWhatAnInterruptedExportLeftADayAgo() throws IOException {
    Path left = Files.writeString(DirectoryExport.unfinished(directory), "of a crash");
    Path now = Files.writeString(DirectoryExport.unfinished(directory), "of another at work");
    Path mine = Files.writeString(directory.resolve(".lifecycle4j-mine"), "mine");
    FileTime yesterday =
        FileTime.from(InstantSource.system().instant().minus(Duration.ofHours(25)));
    Files.setLastModifiedTime(left, yesterday);
    Files.setLastModifiedTime(mine, yesterday);
    DirectoryExport.intoExisting(directory);
    assertThat(left).doesNotExist();
    assertThat(now).exists();
    assertThat(mine).exists();
  }
}
