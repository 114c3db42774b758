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
 * What a file looks like from outside.
 *
 * @param path its absolute path
 * @param identity a hash of what its file system knows it by
 * @param size its length in bytes
 * @param modified when its bytes were changed, in nanoseconds
 * @param changed when its bytes or its status were, if its file system tells, else as modified
 * @param isOnly whether no other file has this path: those in two archives may
 */
public record SeenFile(
    String path, int identity, long size, long modified, long changed, boolean isOnly) {
  private static final String BASIC = "fileKey,size,lastModifiedTime";

  /** In one look; changed also by setting the other times, so that nobody can put it back. */
  private static final String UNIX = "unix:ctime," + BASIC;

  private static final String KIND = ",isRegularFile";
  private static final String UNIX_KIND = UNIX + KIND;
  private static final String BASIC_KIND = BASIC + KIND;

  /** To hand files to another thread takes as long as to look at some dozen. */
  private static final int MANY = 500;

  /**
   * Returns the same file as something else is remembered of it than its hash.
   *
   * @param what what it is
   * @return the file under another path
   */
  public SeenFile as(String what) {
    return new SeenFile(path + '\0' + what, identity, size, modified, changed, isOnly);
  }

  /**
   * Returns what a file looks like, or what a link leads to.
   *
   * @param path the file
   * @return what it looks like
   */
  public static SeenFile of(Path path) throws IOException {
    return seen(path, Files.readAttributes(path, hasStatus(path) ? UNIX : BASIC));
  }

  /**
   * Returns what a file looks like; a link is none.
   *
   * @param path the file
   * @return what it looks like, null if there is something else
   */
  static @Nullable SeenFile regular(Path path) throws IOException {
    Map<String, Object> now =
        Files.readAttributes(
            path, hasStatus(path) ? UNIX_KIND : BASIC_KIND, LinkOption.NOFOLLOW_LINKS);
    return (Boolean) told(now, "isRegularFile") ? seen(path, now) : null;
  }

  /**
   * Returns what files look like, on two threads if there are many.
   *
   * @param paths the files, null for what is none
   * @return what each looks like, null if there is nothing to look at
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

  /** Returns null if there is nothing to look at; who reads it says why. */
  static @Nullable SeenFile find(Path path) {
    try {
      return of(path);
    } catch (IOException e) {
      return null;
    }
  }

  /** Returns whether a file system tells when the status of a file was changed. */
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
