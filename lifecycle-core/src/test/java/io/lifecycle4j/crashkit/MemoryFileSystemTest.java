package io.lifecycle4j.crashkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The file system in memory does what the real one does, as far as storage relies on it. */
class MemoryFileSystemTest {
  private static final int OPENINGS = 2_000;

  private final Disk disk = new Disk();
  private final MemoryFileSystem files = new MemoryFileSystem(disk);
  private final Path file = files.getPath("/file");

  @Test
  void replacesWithAnAtomicMoveAndRefusesToLinkOverAName() throws IOException {
    Files.writeString(file, "old");
    Path other = Files.writeString(files.getPath("/other"), "new");
    assertThatThrownBy(() -> Files.createLink(file, other))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Files.move(other, file))
        .isInstanceOf(FileAlreadyExistsException.class);
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    assertThat(Files.readString(file)).isEqualTo("new");
    assertThat(Files.exists(other)).isFalse();
  }

  @Test
  void keepsAFileAsLongAsItHasAName() throws IOException {
    Files.writeString(file, "text");
    Path link = Files.createLink(files.getPath("/link"), file);
    assertThat(Files.getAttribute(link, "unix:nlink")).isEqualTo(2);
    assertThat(Files.isSameFile(link, file)).isTrue();
    Files.delete(file);
    assertThat(Files.readString(link)).isEqualTo("text");
    assertThatThrownBy(() -> Files.readString(file)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void deletesNoDirectoryThatHoldsSomething() throws IOException {
    Path directory = Files.createDirectory(files.getPath("/directory"));
    Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> Files.delete(directory))
        .isInstanceOf(DirectoryNotEmptyException.class);
  }

  @Test
  void givesALockToOneProcessUntilItClosesAnyChannelOfTheFile() throws IOException {
    Path sameFile = new MemoryFileSystem(disk).getPath("/file");
    try (FileChannel mine = open(file);
        FileChannel another = open(sameFile)) {
      assertThat(mine.tryLock()).isNotNull();
      assertThatThrownBy(mine::tryLock).isInstanceOf(OverlappingFileLockException.class);
      assertThat(another.tryLock()).isNull();
      Files.readAllBytes(file);
      assertThat(another.tryLock()).isNotNull();
    }
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  @Test
  void recordsEveryChangeInOrder() throws IOException {
    try (FileChannel channel = open(file)) {
      Durable.writeFully(channel, java.nio.ByteBuffer.wrap(new byte[3]), 5);
      channel.truncate(6);
      channel.force(false);
    }
    Durable.forceDirectory(files.getPath("/"));
    assertThat(disk.trace())
        .extracting(change -> change.getClass().getSimpleName())
        .containsExactly("Create", "Write", "Truncate", "Force", "Force");
    assertThat(disk.trace().get(4)).isEqualTo(new Change.Force(0));
    assertThat(disk.content("/file")).isEqualTo(new byte[6]);
  }

  /** A hundred thousand states are opened two or three times each. */
  @Test
  void opensASmallHomeInLessThanAMillisecond() {
    Path home = files.getPath("/home");
    try (Medium medium = Media.file(home)) {
      medium.journals().shared("log").append(Fixtures.batch("entry"));
    }
    Duration best = Duration.ofDays(1);
    for (int i = 0; i < OPENINGS; i++) {
      long start = System.nanoTime();
      Media.file(home).close();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      best = took.compareTo(best) < 0 ? took : best;
    }
    assertThat(best).isLessThan(Duration.ofMillis(1));
  }
}
