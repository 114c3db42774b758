package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.storage.Content;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileExportTest {
  @TempDir private Path directory;

  @Test
  void forcesTheBytesBeforeTheyGetTheirNameAndTheNameAfterwards() {
    FaultyFileSystem files = new FaultyFileSystem();
    List<String> steps = new ArrayList<>();
    files.fail(
        (operation, path) -> {
          if (operation == Operation.FORCE || operation == Operation.LINK) {
            steps.add(operation + (Files.isDirectory(path) ? " of the directory" : " of the file"));
          }
          return null;
        });
    FileExport.write(files.path(directory).resolve("rows.csv"), Content.of("a\n1\n"));
    assertThat(steps)
        .containsExactly("FORCE of the file", "LINK of the file", "FORCE of the directory");
    assertThat(directory.resolve("rows.csv")).hasContent("a\n1\n");
  }
}
