package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.storage.file.DirectContent;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.storage.Content;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A content that is taken into a home, and what is learned of it on the way: how long it is, and
 * what its file looked like before it was read and after.
 *
 * <p>If it is a file, that can be read without asking the content, which is code of others, and so
 * on any thread. Not thread-safe: one thread reads it and then hands it to another.
 */
public final class TakenContent extends DirectContent {
  private static final long NOT_TAKEN = -1;

  private final Content content;
  private final @Nullable Path path;
  private boolean unfinished;
  private long size = NOT_TAKEN;
  private @Nullable SeenFile before;
  private @Nullable SeenFile after;

  private TakenContent(Content content) {
    this.content = content;
    this.path = content.file().orElse(null);
  }

  /** A content that wants to know what is taken of it. */
  public interface Heard extends Content {
    /**
     * Hears that its file was read, by the thread that takes the content.
     *
     * @param bytes holds what was read; not to be kept
     * @param offset where that begins
     * @param length how long it is
     */
    void read(byte[] bytes, int offset, int length);
  }

  /**
   * Returns a content that is to be taken.
   *
   * @param content the content
   * @return the same if it is one
   */
  public static TakenContent of(Content content) {
    return content instanceof TakenContent taken ? taken : new TakenContent(content);
  }

  @Override
  public Optional<Path> file() {
    return Optional.ofNullable(path);
  }

  @Override
  public Optional<URI> location() {
    return content.location();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    unfinished = true;
    size = 0;
    before = path == null ? null : SeenFile.find(path);
    content.writeTo(
        new FilterOutputStream(out) {
          @Override
          public void write(int b) throws IOException {
            out.write(b);
            size++;
          }

          @Override
          public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
            size += length;
          }
        });
    after = path == null ? null : SeenFile.find(path);
    unfinished = false;
  }

  @Override
  public int read(int most, IntFunction<ByteBuffer> room) {
    try {
      SeenFile now = path == null ? null : SeenFile.regular(path);
      return path == null || now == null ? -1 : read(path, now, most, room);
    } catch (IOException e) {
      return -1;
    }
  }

  private int read(Path file, SeenFile now, int most, IntFunction<ByteBuffer> room)
      throws IOException {
    int length = RegularFile.read(file, now.size(), most, room);
    if (length >= 0) {
      before = now;
      after = SeenFile.find(file);
      size = length;
    }
    return length;
  }

  @Override
  public void tell(byte[] bytes, int offset, int length) {
    if (content instanceof Heard heard) {
      heard.read(bytes, offset, length);
    }
  }

  /**
   * Returns how many bytes were read.
   *
   * @return its length, negative if a store read the file itself
   */
  public long size() {
    return size;
  }

  /**
   * Returns whether it began to write itself and did not end.
   *
   * @return whether it failed
   */
  public boolean isUnfinished() {
    return unfinished;
  }

  /**
   * Returns what its file looked like before it was read.
   *
   * @return what it looked like, null if there was nothing to look at
   */
  public @Nullable SeenFile before() {
    return before;
  }

  /**
   * Returns what its file looked like after it was read.
   *
   * @return what it looked like, null if there was nothing to look at
   */
  public @Nullable SeenFile after() {
    return after;
  }
}
