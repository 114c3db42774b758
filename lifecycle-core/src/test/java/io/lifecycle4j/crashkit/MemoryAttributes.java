package io.lifecycle4j.crashkit;

import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link MemoryFileSystem} tells about a file, as of the moment it was asked.
 *
 * @param fileKey the same for two names of a file, and different on every disk
 */
record MemoryAttributes(
    Object fileKey,
    boolean isDirectory,
    long size,
    FileTime lastModifiedTime,
    Set<PosixFilePermission> permissions)
    implements PosixFileAttributes {
  private static final GroupPrincipal SOMEBODY = () -> "somebody";

  MemoryAttributes(Inode inode) {
    this(inode.key, inode.directory, inode.size(), inode.modified, inode.permissions);
  }

  static Map<String, Object> named(Inode inode, int links, String attributes) {
    Map<String, Object> all = new HashMap<>();
    all.put("nlink", links);
    all.put("permissions", inode.permissions);
    all.put("size", (long) inode.size());
    all.put("lastModifiedTime", inode.modified);
    all.put("fileKey", inode.key);
    all.put("isDirectory", inode.directory);
    all.put("isRegularFile", !inode.directory);
    String names = attributes.substring(attributes.indexOf(':') + 1);
    if (!names.equals("*")) {
      all.keySet().retainAll(List.of(names.split(",")));
    }
    return all;
  }

  @Override
  public FileTime lastAccessTime() {
    return lastModifiedTime;
  }

  @Override
  public FileTime creationTime() {
    return lastModifiedTime;
  }

  @Override
  public boolean isRegularFile() {
    return !isDirectory;
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  @Override
  public UserPrincipal owner() {
    return SOMEBODY;
  }

  @Override
  public GroupPrincipal group() {
    return SOMEBODY;
  }

  /** Finds a file. */
  interface Finder {
    Inode find() throws IOException;
  }

  /**
   * The attributes of a path, to read and to change.
   *
   * @param file finds the file
   * @param disk keeps it
   */
  record View(Finder file, Disk disk) implements PosixFileAttributeView {
    @Override
    public String name() {
      return "posix";
    }

    @Override
    public PosixFileAttributes readAttributes() throws IOException {
      synchronized (disk) {
        return new MemoryAttributes(file.find());
      }
    }

    @Override
    public void setTimes(
        @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
        throws IOException {
      if (modified != null) {
        file.find().modified = modified;
      }
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
      file.find().permissions = Set.copyOf(permissions);
    }

    @Override
    public UserPrincipal getOwner() {
      return SOMEBODY;
    }

    @Override
    public void setOwner(UserPrincipal owner) {
      throw new UnsupportedOperationException("No users");
    }

    @Override
    public void setGroup(GroupPrincipal group) {
      throw new UnsupportedOperationException("No groups");
    }
  }
}
