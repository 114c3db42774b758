package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.storage.file.HomeThreads;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a file.
 *
 * @param path its absolute path
 * @param identity a hash of the file key of its file system
 * @param size in bytes
 * @param modified when its bytes changed, in nanoseconds
 * @param changed when its bytes or its status changed, if its file system records that, else as
 *     modified
 * @param isOnly whether no other file has this path, as files in two archives may
 */
public record SeenFile(
    String path, int identity, long size, long modified, long changed, boolean isOnly) {
  private static final String BASIC = "fileKey,size,lastModifiedTime";

  /** Read in one call; ctime changes also when other times are set, so that it cannot be reset. */
  private static final String UNIX = "unix:ctime," + BASIC;

  private static final String KIND = ",isRegularFile";
  private static final String UNIX_KIND = UNIX + KIND;
  private static final String BASIC_KIND = BASIC + KIND;

  /** Handing files to another thread takes as long as reading the attributes of some dozens. */
  private static final int MANY = 500;

  /** Returns the same file under another path, to remember something other than its hash. */
  public SeenFile as(String what) {
    return new SeenFile(path + '\0' + what, identity, size, modified, changed, isOnly);
  }

  /** Returns the attributes of a file; follows links. */
  public static SeenFile of(Path path) throws IOException {
    return seen(path, Files.readAttributes(path, hasStatus(path) ? UNIX : BASIC));
  }

  /** Returns the attributes of a regular file, null if it is a link or something else. */
  static @Nullable SeenFile regular(Path path) throws IOException {
    Map<String, Object> now =
        Files.readAttributes(
            path, hasStatus(path) ? UNIX_KIND : BASIC_KIND, LinkOption.NOFOLLOW_LINKS);
    return (Boolean) told(now, "isRegularFile") ? seen(path, now) : null;
  }

  /**
   * Returns the attributes of files, null where there are none; uses two threads if there are many.
   *
   * @param paths the files; elements may be null
   */
  public static List<@Nullable SeenFile> ofAll(List<@Nullable Path> paths) {
    @Nullable SeenFile[] seen = new @Nullable SeenFile[paths.size()];
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

  private static void fill(
      @Nullable SeenFile[] seen, List<@Nullable Path> paths, int from, int to) {
    for (int i = from; i < to; i++) {
      Path path = paths.get(i);
      seen[i] = path == null ? null : find(path);
    }
  }

  /** Returns null if there are no attributes; the code that reads the file reports why. */
  static @Nullable SeenFile find(Path path) {
    try {
      return of(path);
    } catch (IOException e) {
      return null;
    }
  }

  /** Returns whether the file system records status changes. */
  private static boolean hasStatus(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  private static SeenFile seen(Path path, Map<String, Object> now) {
    long modified = nanos(now, "lastModifiedTime");
    return new SeenFile(
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
