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
 * Locks files for exclusive use of, for example, a journal or the blobs of a home: excludes other
 * threads, other homes of this JVM and other processes.
 *
 * <p>Two locks are needed: a kernel lock belongs to the process, so it does not separate two
 * threads or two homes of one JVM. The lock file is separate, since closing any other stream on a
 * locked file drops the lock: it is empty, never opened otherwise and never deleted.
 */
public final class FileLocks {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  static final Duration PAUSE = Duration.ofNanos(200_000);
  private static final Map<Path, InJvm> IN_JVM = new ConcurrentHashMap<>();

  /**
   * Channels that found the lock of another class loader. Closing one would drop that lock, since a
   * kernel lock belongs to the process; it is reused for the next attempt.
   */
  private static final Map<Path, FileChannel> OVERLAPPING = new ConcurrentHashMap<>();

  /** Likewise, channels that can only read. */
  private static final Map<Path, FileChannel> LOOKING = new ConcurrentHashMap<>();

  private FileLocks() {}

  /** The lock between threads; removed with its last user. */
  private static final class InJvm {
    private final Path file;
    private int users; // only accessed within compute

    /**
     * The holder: a second release, after an Error, does not release the lock of another holder.
     */
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

    /** Whether the other threads of this JVM may acquire it. */
    private boolean released;

    private Held(InJvm inJvm, Object holder, FileChannel channel, FileLock kernel) {
      this.inJvm = inJvm;
      this.holder = holder;
      this.channel = channel;
      this.kernel = kernel;
    }

    /**
     * Returns whether an Error interrupted {@link #close}: it is still held, and must be closed
     * again.
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
        // closing the channel drops the lock even if release failed
      }
      inJvm.holder.compareAndSet(holder, null);
      released = true;
      inJvm.forget();
    }
  }

  /**
   * Acquires the lock, creating the file if missing. The wait is limited: a process that is
   * suspended while it holds the lock must not block this one. An interrupt does not end the wait;
   * the flag is set again afterwards.
   *
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
        interrupted |= Thread.interrupted(); // while it is set, parking returns at once
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

  /** Acquires the lock, creating the file if missing; returns null if another holds it. */
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
   * Returns whether the lock is held, without writing anything; false if there is no such file. A
   * concurrent attempt to acquire the lock may fail.
   */
  public static boolean isHeld(Path file) throws IOException {
    Object holder = new Object();
    InJvm inJvm = InJvm.of(file);
    if (!inJvm.holder.compareAndSet(null, holder)) {
      inJvm.forget(); // opens no channel, since closing it would drop the lock
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
      RegularFile.attributes(file); // opening a pipe in its place would block forever
    } catch (NoSuchFileException e) {
      // it is created
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
