package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.crashkit.LateFault;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Fails one operation after the other, before and after its effect. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void leavesNothingWhereItFailsAndCanBeTriedAgain(boolean afterwards) throws IOException {
    Content content = Content.of("a\n1\n");
    Path file = directory.resolve("rows.csv");
    KthFault fault;
    int k = 0;
    do {
      k++;
      FaultyFileSystem files = new FaultyFileSystem();
      fault =
          KthFault.once(
              k,
              () -> afterwards ? new LateFault("broken") : new IOException("broken"),
              (operation, path) -> operation.changes() && path.startsWith(directory));
      files.fail(fault);
      if (fails(files.path(file), content)) {
        assertThat(directory).as("fault %s", k).isEmptyDirectory();
        FileExport.write(files.path(file), content);
      }
      assertThat(file).hasContent("a\n1\n");
      Files.delete(file);
      assertThat(directory).as("fault %s", k).isEmptyDirectory();
    } while (fault.fired());
    assertThat(k).isGreaterThan(5);
  }

  private static boolean fails(Path file, Content content) {
    try {
      FileExport.write(file, content);
      return false;
    } catch (StorageFailedException e) {
      return true;
    }
  }

  @Test
  void leavesAFileThatWasThereMeanwhile() throws IOException {
    Path file = directory.resolve("rows.csv");
    assertThatThrownBy(
            () ->
                FileExport.write(
                    file,
                    out -> {
                      out.write('x');
                      Files.writeString(file, "of another");
                    }))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("it exists");
    assertThat(file).hasContent("of another");
    assertThat(directory).isDirectoryNotContaining("glob:**.unfinished");
  }
}
