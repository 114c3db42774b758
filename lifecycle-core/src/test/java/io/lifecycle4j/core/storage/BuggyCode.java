package io.lifecycle4j.core.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** What is called, with a bug put in, in place of what the library calls. */
final class BuggyCode {
  private BuggyCode() {}

  /** In place of {@code Durable.publishNew}. */
  static boolean writeInPlace(Path target, byte[] bytes) throws IOException {
    Files.write(target, bytes);
    return true;
  }

  /** In place of {@code Files.createLink}. */
  static Path rename(Path link, Path existing) throws IOException {
    return Files.move(existing, link, StandardCopyOption.REPLACE_EXISTING);
  }

  /** In place of {@code Durable.writeFully}. */
  static void writeOnce(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
    channel.write(bytes, position);
  }

  /** In place of {@code Durable.readFully}. */
  static int readOnce(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
    return channel.read(bytes, position);
  }

  /** In place of {@code Durable.createDirectory}. */
  static void createUnlessThere(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory, Durable.ownerOnly(directory, "rwx------"));
      Durable.forceDirectory(Durable.parent(directory));
    }
  }

  /** In place of {@code JournalDirectory.prepare}. */
  static void sweepFirst(JournalDirectory directory, Head head) throws IOException {
    directory.sweep(head);
    directory.prepare(head);
  }

  /** In place of {@code OpenJournal.forced}. */
  static long written(OpenJournal journal) {
    return journal.active().end().sequence();
  }

  /** In place of {@code ActiveSegment.force}. */
  static void forceAgain(ActiveSegment segment) throws IOException {
    try {
      segment.force();
    } catch (IOException e) {
      segment.force();
    }
  }

  /** In place of {@code JournalQueue.offer}. */
  static void tellAtOnce(JournalQueue queue, Append append, boolean urgent) {
    append.complete(0L);
    queue.offer(append, urgent);
  }

  /** In place of {@code FileLocks.acquire}. */
  static FileLocks.Held acquireAndRead(Path file) throws IOException {
    FileLocks.Held held = FileLocks.acquire(file);
    Files.readAllBytes(file);
    return held;
  }

  /** In place of {@code FileLocks.tryAcquire}. */
  static FileLocks.@Nullable Held tryAcquireAndRead(Path file) throws IOException {
    FileLocks.Held held = FileLocks.tryAcquire(file);
    Files.readAllBytes(file);
    return held;
  }

  /** In place of {@code BlobId.equals}. */
  static boolean same(Object one, Object other) {
    return one.getClass() == other.getClass();
  }
}
