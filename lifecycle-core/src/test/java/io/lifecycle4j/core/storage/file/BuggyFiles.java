package io.lifecycle4j.core.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** What is called, with a bug put in, in place of what writes, reads and locks files. */
public final class BuggyFiles {
  private BuggyFiles() {}

  /** In place of {@code Durable.publishNew}. */
  public static boolean writeInPlace(Path target, byte[] bytes) throws IOException {
    Files.write(target, bytes);
    return true;
  }

  /** In place of {@code Files.createLink}. */
  public static Path rename(Path link, Path existing) throws IOException {
    return Files.move(existing, link, StandardCopyOption.REPLACE_EXISTING);
  }

  /** In place of {@code Durable.writeFully}. */
  public static void writeOnce(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    channel.write(bytes, position);
  }

  /** In place of {@code Durable.readFully}. */
  public static int readOnce(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    return channel.read(bytes, position);
  }

  /** In place of {@code Durable.createDirectory}. */
  public static void createUnlessThere(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Durable.makeNewDirectory(directory);
      Durable.forceDirectory(Durable.parent(directory));
    }
  }

  /** In place of {@code FileLocks.acquire}. */
  public static FileLocks.Held acquireAndRead(Path file) throws IOException {
    FileLocks.Held held = FileLocks.acquire(file);
    Files.readAllBytes(file);
    return held;
  }

  /** In place of {@code FileLocks.tryAcquire}. */
  public static FileLocks.@Nullable Held tryAcquireAndRead(Path file) throws IOException {
    FileLocks.Held held = FileLocks.tryAcquire(file);
    Files.readAllBytes(file);
    return held;
  }

  /** In place of {@code BlobId.equals}. */
  public static boolean same(Object one, Object other) {
    return one.getClass() == other.getClass();
  }
}
