package io.lifecycle4j.core.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.storage.file.FileLocks.Held;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FileLocksTest {
  private static final int ATTEMPTS = 500;

  private final Disk disk = new Disk();
  private final MemoryFileSystem memory = new MemoryFileSystem(disk);
  private final FaultyFileSystem ours = new FaultyFileSystem(memory);
  private final Path file = ours.path(memory.getPath("/lock"));

  /** Another process holds the lock until we have asked for it often. */
  @Test
  void waitsBetweenAttemptsThoughTheThreadIsInterruptedAndKeepsTheFlag() throws IOException {
    Held theirs = FileLocks.acquire(new MemoryFileSystem(disk).getPath("/lock"));
    AtomicInteger asked = new AtomicInteger();
    ours.fail(
        (operation, path) -> {
          if (operation == Operation.LOCK && asked.incrementAndGet() == ATTEMPTS) {
            theirs.close();
          }
          return null;
        });
    Thread.currentThread().interrupt();
    long start = System.nanoTime();
    FileLocks.acquire(file).close();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(asked).hasValue(ATTEMPTS);
    assertThat(took).isGreaterThan(FileLocks.PAUSE.multipliedBy(ATTEMPTS / 2));
    assertThat(ours.openChannels() + memory.openChannels()).isZero();
    assertThat(disk.locked()).isFalse();
  }

  @Test
  void canBeClosedAgainWithoutTakingTheLockFromTheNextHolder() throws IOException {
    Held first = FileLocks.acquire(file);
    first.close();
    Held next = FileLocks.acquire(file);
    first.close();
    assertThat(first.isHeld()).isFalse();
    assertThat(FileLocks.tryAcquire(file)).isNull();
    next.close();
    assertThat(disk.locked()).isFalse();
  }
}
