package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a disk that may only be read, like a file system that is mounted so. What is tried all
 * the same fails, and is remembered, as whoever tries may keep the failure to himself.
 */
public final class StillDisk {
  private final Disk disk;
  private final Path root;
  private final FaultyFileSystem files;
  private final Map<String, String> before;
  private final List<String> changes = new CopyOnWriteArrayList<>();
  private final List<String> locks = new CopyOnWriteArrayList<>();

  public StillDisk(Disk content) {
    disk = new Disk(content);
    MemoryFileSystem memory = new MemoryFileSystem(disk);
    root = memory.getPath("/");
    files = new FaultyFileSystem(memory);
    files.fail(this::refused);
    before = state();
  }

  private @Nullable IOException refused(Operation operation, Path path) {
    if (operation == Operation.LOCK) {
      locks.add(path.toString());
    }
    if (!operation.changes()) {
      return null;
    }
    changes.add(operation + " " + path);
    return new FileSystemException(path.toString(), null, "Read-only file system");
  }

  public Path path(String path) {
    return files.path(root.resolve(path));
  }

  /** Pretends to be of another type. */
  public void pretend(String type) {
    files.pretend(type);
  }

  private Map<String, String> state() {
    Map<String, String> state = new TreeMap<>(Tree.of(root));
    state.replaceAll((name, content) -> content + " of " + modified(root.resolve(name)));
    return state;
  }

  private static Object modified(Path path) {
    try {
      return Files.getLastModifiedTime(path) + " " + Files.getPosixFilePermissions(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing was changed, nor tried to be, and nothing is left open. */
  public void assertUntouched() {
    assertThat(changes).as("tried").isEmpty();
    assertThat(disk.trace()).as("done").isEmpty();
    assertThat(state()).isEqualTo(before);
    assertThat(files.openChannels()).as("left open").isZero();
  }

  /** Nobody even asked for a lock. */
  public void assertNeverLocked() {
    assertThat(locks).isEmpty();
  }
}
