package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.core.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * One hash of a directory of classes: over the sorted paths of its files and the hash of each.
 *
 * <p>Links are followed, as by a class loader, except in a circle. A class path may name a
 * directory that holds a whole data set, so hashing stops when there are too many files or bytes.
 */
final class DirectoryHash extends SimpleFileVisitor<Path> {
  private static final int MAX_FILES = 50_000;
  private static final long MAX_BYTES = 1L << 30;

  private final Path root;
  private final FileHashes hashes;
  private final Map<String, Path> files = new TreeMap<>();
  private long bytes;

  DirectoryHash(Path root, FileHashes hashes) {
    this.root = root;
    this.hashes = hashes;
  }

  String hash() throws IOException {
    Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, this);
    MessageDigest digest = Hashing.sha256();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      String line = file.getKey() + "\0" + hashes.hash(file.getValue()) + "\n";
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
    return FileVisitResult.CONTINUE; // a circle, or a file that the class loader cannot read either
  }
}
