package io.lifecycle4j.crashkit;

import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A file or directory of a {@link Disk}, whatever its names are. Only touched by its disk. */
final class Inode {
  private static final Set<PosixFilePermission> OF_DIRECTORIES =
      Set.copyOf(PosixFilePermissions.fromString("rwxr-xr-x"));
  private static final Set<PosixFilePermission> OF_FILES =
      Set.copyOf(PosixFilePermissions.fromString("rw-r--r--"));
  private static final byte[] EMPTY = new byte[0];
  private static final long UNKNOWN = 0;

  final int number;
  final FileKey key;
  final boolean directory;

  /** Names in the order they were made, so that a listing does not depend on chance. */
  final Map<String, Inode> entries;

  Set<PosixFilePermission> permissions;
  FileTime modified = FileTime.fromMillis(0);

  /** Shared with the copies of a disk until it is written. */
  private byte[] bytes = EMPTY;

  private boolean owned;
  private int size;

  /** Hashed once for all disks that share the bytes; unknown while it is this. */
  private long hash = UNKNOWN;

  Inode(int number, boolean directory) {
    this.number = number;
    this.key = new FileKey(number);
    this.directory = directory;
    this.entries = directory ? new LinkedHashMap<>() : Map.of();
    this.permissions = directory ? OF_DIRECTORIES : OF_FILES;
  }

  /** Returns a file with the same content, or a directory without entries. */
  Inode copy() {
    Inode copy = new Inode(number, directory);
    copy.permissions = permissions;
    copy.modified = modified;
    copy.bytes = bytes;
    copy.size = size;
    copy.hash = hash;
    owned = false;
    return copy;
  }

  /** Takes the content of another file. */
  void become(Inode other) {
    bytes = other.content();
    size = other.size;
    owned = true;
    hash = UNKNOWN;
  }

  int size() {
    return size;
  }

  int read(long position, byte[] target, int offset, int length) {
    int count = (int) Math.min(length, size - position);
    if (count > 0) {
      System.arraycopy(bytes, (int) position, target, offset, count);
    }
    return count;
  }

  void write(long position, byte[] source, int offset, int length) {
    int end = Math.toIntExact(position + length);
    if (!owned || end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, end > bytes.length ? end * 2 : end));
      owned = true;
    }
    System.arraycopy(source, offset, bytes, (int) position, length);
    size = Math.max(size, end);
    hash = UNKNOWN;
  }

  void truncate(long newSize) {
    if (newSize < size) {
      bytes = Arrays.copyOf(bytes, (int) newSize); // what is cut must not come back
      owned = true;
      size = (int) newSize;
      hash = UNKNOWN;
    }
  }

  /** Returns a hash of the content. */
  long hash() {
    if (hash == UNKNOWN) {
      hash = StateHash.of(bytes, size);
    }
    return hash;
  }

  byte[] content() {
    return Arrays.copyOf(bytes, size);
  }
}
