package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.core.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * SHA-256 of files, computed once as long as size and time of a file stay the same. Thread-safe.
 *
 * <p>A file that changes while it is hashed has no hash.
 */
final class FileHashes {
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
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    }
    if (!Stamp.of(path).equals(before)) {
      throw new IOException("changed while it was hashed: " + path.getFileName());
    }
    String hash = Hashing.id(digest).sha256();
    known.put(before, hash);
    return hash;
  }

  /** Returns one hash of a directory of classes; see {@link DirectoryHash}. */
  String hashDirectory(Path root) throws IOException {
    return new DirectoryHash(root).hash();
  }

  /**
   * One hash of a directory of classes: over the sorted paths of its files and the hash of each.
   *
   * <p>Links are followed, as by a class loader, except in a circle. A class path may name a
   * directory that holds a whole dataset, so hashing stops when there are too many files or bytes.
   */
  private final class DirectoryHash extends SimpleFileVisitor<Path> {
    private static final int MAX_FILES = 50_000;
    private static final long MAX_BYTES = 1L << 30;

    private final Path root;
    private final Map<String, Path> files = new TreeMap<>();
    private long bytes;

    DirectoryHash(Path root) {
      this.root = root;
    }

    String hash() throws IOException {
      Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, this);
      MessageDigest digest = Hashing.sha256();
      for (Map.Entry<String, Path> file : files.entrySet()) {
        String line = file.getKey() + "\0" + FileHashes.this.hash(file.getValue()) + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return Hashing.id(digest).sha256();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile()) { // reading a pipe might never end
        files.put(root.relativize(file).toString().replace('\\', '/'), file);
        bytes += attributes.size();
        if (files.size() > MAX_FILES || bytes > MAX_BYTES) {
          throw new IOException("more than " + MAX_FILES + " files or " + MAX_BYTES + " bytes");
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult
          .CONTINUE; // a circle, or a file that the class loader cannot read either
    }
  }
}
