package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.core.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * SHA-256 of files, computed once as long as size and time of a file stay the same. Thread-safe.
 *
 * <p>A file that changes while it is hashed has no hash.
 */
final class FileHashes {
  private static final int BUFFER = 1 << 17;

  private final Map<Stamp, String> known = new ConcurrentHashMap<>();

  /** A version of a file. */
  private record Stamp(Path path, long bytes, FileTime modified) {
    static Stamp of(Path path) throws IOException {
      Path real = path.toRealPath();
      BasicFileAttributes file =
          Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!file.isRegularFile()) {
        throw new IOException("not a regular file: " + path.getFileName());
      }
      return new Stamp(real, file.size(), file.lastModifiedTime());
    }
  }

  /** Returns the SHA-256 of a file, in lower-case hexadecimal digits. */
  String hash(Path path) throws IOException {
    Stamp before = Stamp.of(path);
    String found = known.get(before);
    if (found != null) {
      return found;
    }
    MessageDigest digest = Hashing.sha256();
    try (InputStream in = Files.newInputStream(before.path())) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    if (!Stamp.of(path).equals(before)) {
      throw new IOException("changed while it was hashed: " + path.getFileName());
    }
    String hash = Hashing.id(digest).sha256();
    known.put(before, hash);
    return hash;
  }
}
