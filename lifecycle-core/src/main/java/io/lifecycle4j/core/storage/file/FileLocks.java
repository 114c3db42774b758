package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.error.OverloadedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Excludes others from what a lock file stands for, such as a journal or the blobs of a home: other
 * threads, other homes of this JVM and other processes.
 *
 * <p>Why two locks: a kernel lock belongs to the process, so it does not tell two threads or two
 * homes of one JVM apart. Why an own file: closing any other stream on a locked file drops the
 * lock, so the lock file is empty, never opened otherwise and never deleted.
 */
public final class FileLocks {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  static final Duration PAUSE = Duration.ofNanos(200_000);
  private static final Map<Path, InJvm> IN_JVM = new ConcurrentHashMap<>();

  /**
   * Channels that met the lock of another class loader. Closing one would take that lock away from
   * it, since a kernel lock belongs to the process; it is used again for the next attempt.
   */
  private static final Map<Path, FileChannel> OVERLAPPING = new ConcurrentHashMap<>();

  /** Likewise, channels that can only read. */
  private static final Map<Path, FileChannel> LOOKING = new ConcurrentHashMap<>();

  private FileLocks() {}

  /** The lock between threads; it is forgotten when its last user is gone. */
  private static final class InJvm {
    private final Path file;
    private int users; // only touched within compute

    /** Who has it: giving it back twice, after an error, takes it from nobody else. */
    private final AtomicReference<@Nullable Object> holder = new AtomicReference<>();

    private InJvm(Path file) {
      this.file = file;
    }

    static InJvm of(Path file) {
      return Objects.requireNonNull(
          IN_JVM.compute(
              file,
              (key, known) -> {
                InJvm lock = known == null ? new InJvm(file) : known;
                lock.users++;
                return lock;
              }));
    }

    void forget() {
      IN_JVM.compute(file, (key, lock) -> --users == 0 ? null : lock);
    }
  }

  /** A lock that is held. */
  public static final class Held implements AutoCloseable {
    private final InJvm inJvm;
    private final Object holder;
    private final FileChannel channel;
    private final FileLock kernel;

    /** Whether the other threads of this JVM may have it. */
    private boolean released;

    private Held(InJvm inJvm, Object holder, FileChannel channel, FileLock kernel) {
      this.inJvm = inJvm;
      this.holder = holder;
      this.channel = channel;
      this.kernel = kernel;
    }

    /**
     * Returns whether an error kept {@link #close} from its end.
     *
     * @return whether it is held, and to be closed again
     */
    public boolean isHeld() {
      return !released;
    }

    @Override
    public void close() {
      if (released) {
        return;
      }
      try (channel) {
        kernel.release();
      } catch (IOException e) {
        // closing the channel drops the lock whatever release said
      }
      inJvm.holder.compareAndSet(holder, null);
      released = true;
      inJvm.forget();
    }
  }

  /**
   * Waits for the lock, but not for ever: a process that was stopped while it held it must not stop
   * this one. An interrupt does not end the wait, and the flag is set again afterwards.
   *
   * @param file the lock file, made when it is missing
   * @return the lock; close it
   * @throws OverloadedException if another holds it for too long
   */
  public static Held acquire(Path file) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        Held held = tryAcquire(file);
        if (held != null) {
          return held;
        }
        if (System.nanoTime() - end > 0) {
          throw tooLong(file);
        }
        interrupted |= Thread.interrupted(); // while it is set, nothing waits
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static OverloadedException tooLong(Path file) {
    return new OverloadedException(
        "Cannot lock " + file + ": another writer has held it for " + PATIENCE.toSeconds() + " s");
  }

  /**
   * Takes the lock unless another holds it.
   *
   * @param file the lock file, made when it is missing
   * @return the lock, to be closed; null if another holds it
   */
  public static @Nullable Held tryAcquire(Path file) throws IOException {
    Object holder = new Object();
    InJvm inJvm = InJvm.of(file);
    if (!inJvm.holder.compareAndSet(null, holder)) {
      inJvm.forget();
      return null;
    }
    Held held = null;
    try {
      held = kernel(file, inJvm, holder);
      return held;
    } finally {
      if (held == null) { // also if there is no memory for it
        inJvm.holder.compareAndSet(holder, null);
        inJvm.forget();
      }
    }
  }

  /**
   * Returns whether somebody holds the lock, without writing anything. Who tries to take the lock
   * at this moment may not get it.
   *
   * @param file the lock file
   * @return whether it is held; not if there is no such file
   */
  public static boolean isHeld(Path file) throws IOException {
    Object holder = new Object();
    InJvm inJvm = InJvm.of(file);
    if (!inJvm.holder.compareAndSet(null, holder)) {
      inJvm.forget(); // and no channel is opened: closing it would drop the lock
      return true;
    }
    try {
      return isHeldElsewhere(file);
    } finally {
      inJvm.holder.compareAndSet(holder, null);
      inJvm.forget();
    }
  }

  private static boolean isHeldElsewhere(Path file) throws IOException {
    FileChannel writing = OVERLAPPING.remove(file);
    FileChannel channel = writing != null ? writing : LOOKING.remove(file);
    boolean overlaps = false;
    try {
      if (channel == null) {
        channel = RegularFile.open(file);
      }
      return channel.tryLock(0, Long.MAX_VALUE, writing == null) == null;
    } catch (NoSuchFileException e) {
      return false;
    } catch (OverlappingFileLockException e) {
      overlaps = true;
      (writing != null ? OVERLAPPING : LOOKING).put(file, channel);
      return true;
    } finally {
      if (channel != null && !overlaps) {
        channel.close(); // drops the lock
      }
    }
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      RegularFile.attributes(file); // opening a pipe in its place would wait for ever
    } catch (NoSuchFileException e) {
      // it is made
    }
    return Durable.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static @Nullable Held kernel(Path file, InJvm inJvm, Object holder) throws IOException {
    FileChannel channel = null;
    Held held = null;
    try {
      channel = OVERLAPPING.remove(file);
      if (channel == null) {
        channel = open(file);
      }
      FileLock lock = channel.tryLock();
      held = lock == null ? null : new Held(inJvm, holder, channel, lock);
      return held;
    } catch (OverlappingFileLockException e) {
      OVERLAPPING.put(file, channel);
      channel = null;
      throw new IOException("another copy of the library in this JVM holds it", e);
    } finally {
      if (held == null && channel != null) {
        channel.close();
      }
    }
  }
}
