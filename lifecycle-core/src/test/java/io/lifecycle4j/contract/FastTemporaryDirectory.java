package io.lifecycle4j.contract;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Puts temporary directories into memory where there is room.
 *
 * <p>Why: tests force a hundred thousand times, and what a force is worth on a device no test sees.
 * What a power cut leaves is simulated.
 */
public final class FastTemporaryDirectory implements TempDirFactory {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long NEEDED = 1L << 31;

  /** Creates the factory; called by JUnit. */
  public FastTemporaryDirectory() {}

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    return create("junit-");
  }

  /**
   * Creates a directory.
   *
   * @param prefix what its name begins with
   * @return the directory, for the caller to delete
   * @throws IOException if it cannot be created
   */
  public static Path create(String prefix) throws IOException {
    return hasRoom()
        ? Files.createTempDirectory(MEMORY, prefix)
        : Files.createTempDirectory(prefix);
  }

  private static boolean hasRoom() throws IOException {
    if (!Files.isWritable(MEMORY)) {
      return false;
    }
    FileStore store = Files.getFileStore(MEMORY);
    return store.type().equals("tmpfs") && store.getUsableSpace() > NEEDED;
  }
}
