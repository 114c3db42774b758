package io.lifecycle4j.core.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hashes of files outside the home, so that who stores them again reads only what changed.
 *
 * <p>A file is believed to be what it was if its identity, size and times are. Its owner can put
 * the time of its bytes back, but not that of its status, where the file system keeps one. A file
 * that changed shortly before it was read is not remembered: it could change again within one tick
 * of the clock of its file system, and look the same. Thread-safe. It is kept in a file that can be
 * deleted at any time; what is damaged in it is not known.
 */
public final class KnownFiles {
  /** FAT has ticks of 2 s, which are the longest. */
  private static final Duration TICK = Duration.ofSeconds(3);

  private static final int FIXED = 4 + 2 + 4 + 8 + 8 + 8 + BlobId.BYTES;
  private static final int MOST = 2_000_000;
  private static final Logger LOG = LoggerFactory.getLogger(KnownFiles.class);

  private final @Nullable Path file;
  private final Map<String, Known> known = new HashMap<>();
  private final List<byte[]> unsaved = new ArrayList<>();

  /** How many lines the file has, also of files that changed since; -1 before it was read. */
  private long lines = -1;

  /**
   * Remembers in a file.
   *
   * @param directory the directory of the file, made when it is needed; null to forget everything
   */
  public KnownFiles(@Nullable Path directory) {
    this.file = directory == null ? null : directory.resolve("files");
  }

  private record Known(int identity, long size, long modified, long changed, BlobId blob) {
    boolean same(Seen seen) {
      return identity == seen.identity
          && size == seen.size
          && modified == seen.modified
          && changed == seen.changed;
    }
  }

  /**
   * What a file looks like from outside.
   *
   * @param path its absolute path
   * @param identity a hash of what its file system knows it by
   * @param size its length in bytes
   * @param modified when its bytes were changed, in nanoseconds
   * @param changed when its bytes or its status were, if its file system tells, else as modified
   * @param isOnly whether no other file has this path: those in two archives may
   */
  public record Seen(
      String path, int identity, long size, long modified, long changed, boolean isOnly) {
    private static final String OTHERS = "isRegularFile,fileKey,size,lastModifiedTime";

    /** In one look; changed also by setting the other times, so that nobody can put it back. */
    private static final String UNIX = "unix:" + OTHERS + ",ctime";

    /** To hand files to another thread takes as long as to look at some dozen. */
    private static final int MANY = 500;

    /**
     * Returns the same file as something else is remembered of it than its hash.
     *
     * @param what what it is
     * @return the file under another path
     */
    public Seen as(String what) {
      return new Seen(path + '\0' + what, identity, size, modified, changed, isOnly);
    }

    /**
     * Tells what a file looks like, or what a link leads to.
     *
     * @param path the file
     * @return what it looks like
     */
    public static Seen of(Path path) throws IOException {
      return seen(path, look(path));
    }

    /**
     * Tells what a file looks like; a link is none.
     *
     * @param path the file
     * @return what it looks like, null if there is something else
     */
    static @Nullable Seen regular(Path path) throws IOException {
      Map<String, Object> now = look(path, LinkOption.NOFOLLOW_LINKS);
      return (Boolean) told(now, "isRegularFile") ? seen(path, now) : null;
    }

    /**
     * Tells what files look like, on two threads if there are many.
     *
     * @param paths the files, null for what is none
     * @return what each looks like, null if there is nothing to look at
     */
    public static List<@Nullable Seen> ofAll(List<@Nullable Path> paths) {
      @Nullable Seen[] seen = new @Nullable Seen[paths.size()];
      int half = seen.length < MANY ? 0 : seen.length / 2;
      HomeThreads.Doing first =
          half == 0 ? null : HomeThreads.begin(() -> fill(seen, paths, 0, half));
      try {
        fill(seen, paths, half, seen.length);
      } finally {
        if (first != null) {
          first.end();
        }
      }
      return Arrays.asList(seen);
    }

    private static void fill(@Nullable Seen[] seen, List<@Nullable Path> paths, int from, int to) {
      for (int i = from; i < to; i++) {
        Path path = paths.get(i);
        seen[i] = path == null ? null : find(path);
      }
    }

    /** Returns null if there is nothing to look at; who reads it says why. */
    static @Nullable Seen find(Path path) {
      try {
        return of(path);
      } catch (IOException e) {
        return null;
      }
    }

    private static Map<String, Object> look(Path path, LinkOption... options) throws IOException {
      return Files.readAttributes(path, hasStatus(path) ? UNIX : OTHERS, options);
    }

    private static boolean hasStatus(Path path) {
      return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static Seen seen(Path path, Map<String, Object> now) {
      long modified = nanos(now, "lastModifiedTime");
      return new Seen(
          path.toAbsolutePath().toString(),
          Objects.hashCode(now.get("fileKey")),
          (Long) told(now, "size"),
          modified,
          now.containsKey("ctime") ? nanos(now, "ctime") : modified,
          now.get("fileKey") != null || path.getFileSystem().equals(FileSystems.getDefault()));
    }

    private static Object told(Map<String, Object> now, String what) {
      return Objects.requireNonNull(now.get(what), what);
    }

    private static long nanos(Map<String, Object> now, String time) {
      return ((FileTime) told(now, time)).to(TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Tells whether no file is known, so that none need be looked for.
   *
   * @return whether nothing was remembered
   */
  public synchronized boolean isEmpty() {
    load();
    return known.isEmpty();
  }

  /**
   * Finds the hash of a file that looks as it did.
   *
   * @param seen what it looks like now
   * @return the hash, or empty if the file is not known or changed
   */
  public synchronized Optional<BlobId> find(Seen seen) {
    load();
    Known before = known.get(seen.path);
    return seen.isOnly && before != null && before.same(seen)
        ? Optional.of(before.blob)
        : Optional.empty();
  }

  /**
   * Remembers a file, unless it changed so shortly before that it could have changed since, or
   * another file may have the same path and look the same.
   *
   * @param seen what it looked like before it was read, and after
   * @param blob the hash of what was read
   * @param reading when the reading of it began
   */
  public synchronized void remember(Seen seen, BlobId blob, Instant reading) {
    long since = reading.minus(TICK).getEpochSecond();
    long last = Math.max(seen.modified, seen.changed) / 1_000_000_000;
    if (file == null || !seen.isOnly || last >= since || known.size() >= MOST) {
      return;
    }
    load();
    Known now = new Known(seen.identity, seen.size, seen.modified, seen.changed, blob);
    if (!now.equals(known.put(seen.path, now))) {
      unsaved.add(line(seen.path, now));
    }
  }

  /** Writes what was remembered since. If that fails, the files will be read again. */
  public synchronized void save() {
    if (file == null || unsaved.isEmpty()) {
      return;
    }
    try {
      Durable.makeDirectory(Objects.requireNonNull(file.getParent()));
      if (lines + unsaved.size() > 2L * known.size() + 1_000) {
        rewrite(file);
      } else {
        write(file, unsaved, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        lines += unsaved.size();
      }
      unsaved.clear();
    } catch (IOException e) {
      lines = Long.MAX_VALUE / 2; // it may end within a line: written anew the next time
      LOG.debug("Cannot remember the hashes of files in {}", file, e);
    }
  }

  private void rewrite(Path target) throws IOException {
    List<byte[]> all = new ArrayList<>();
    known.forEach((path, what) -> all.add(line(path, what)));
    Path fresh = target.resolveSibling("files.new");
    write(
        fresh,
        all,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    lines = all.size();
  }

  private static void write(Path target, List<byte[]> lines, StandardOpenOption... options)
      throws IOException {
    int bytes = lines.stream().mapToInt(line -> line.length).sum();
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    lines.forEach(buffer::put);
    try (FileChannel channel =
        FileChannel.open(target, Set.of(options), Durable.ownerOnly(target, "rw-------"))) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  /** A line: CRC32C of the rest, length of the path, identity, size, times, hash, path. */
  private static byte[] line(String path, Known what) {
    byte[] name = path.getBytes(UTF_8);
    ByteBuffer line = ByteBuffer.allocate(FIXED + name.length);
    line.putInt(0).putShort((short) name.length).putInt(what.identity).putLong(what.size);
    line.putLong(what.modified).putLong(what.changed).put(what.blob.bytes()).put(name);
    line.putInt(0, crc(line.array(), 0, line.capacity()));
    return line.array();
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from + 4, length - 4);
    return (int) crc.getValue();
  }

  private void load() {
    if (lines >= 0) {
      return;
    }
    lines = 0;
    try {
      if (file != null && Files.exists(file)) {
        read(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      LOG.debug("Cannot read the hashes of files in {}", file, e);
    }
  }

  private void read(byte[] bytes) {
    ByteBuffer all = ByteBuffer.wrap(bytes);
    while (all.remaining() >= FIXED) {
      int start = all.position();
      int crc = all.getInt();
      int length = FIXED + Short.toUnsignedInt(all.getShort());
      if (length > bytes.length - start || crc != crc(bytes, start, length)) {
        lines = Long.MAX_VALUE / 2; // damaged: written anew with the next file
        return;
      }
      int identity = all.getInt();
      long size = all.getLong();
      long modified = all.getLong();
      long changed = all.getLong();
      byte[] hash = new byte[BlobId.BYTES];
      all.get(hash);
      String path = new String(bytes, start + FIXED, length - FIXED, UTF_8);
      known.put(path, new Known(identity, size, modified, changed, BlobId.of(hash)));
      all.position(start + length);
      lines++;
    }
  }
}
