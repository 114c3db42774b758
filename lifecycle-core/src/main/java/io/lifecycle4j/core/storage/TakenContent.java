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
 * A content being stored; records its length, and the attributes of its file before and after
 * reading.
 *
 * <p>A file can be read without calling the content, which is user code, and so on any thread. Not
 * thread-safe: one thread reads it and then hands it to another.
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

  /** A content that receives the bytes the store reads. */
  public interface Heard extends Content {
    /**
     * Receives bytes read from its file, on the storing thread.
     *
     * @param bytes valid only during the call
     */
    void read(byte[] bytes, int offset, int length);
  }

  /** Returns the content as one that records, itself if it already does. */
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

  /** Returns the number of bytes read, negative if a store read the file itself. */
  public long size() {
    return size;
  }

  /** Returns whether {@link #writeTo} began and did not complete. */
  public boolean isUnfinished() {
    return unfinished;
  }

  /** Returns the attributes of its file before reading, null if there were none. */
  public @Nullable SeenFile before() {
    return before;
  }

  /** Returns the attributes of its file after reading, null if there were none. */
  public @Nullable SeenFile after() {
    return after;
  }
}
