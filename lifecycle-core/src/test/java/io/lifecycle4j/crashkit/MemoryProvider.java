package io.lifecycle4j.crashkit;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what is asked of a {@link MemoryFileSystem} and has its disk do it. */
final class MemoryProvider extends KitProvider {
  private final MemoryFileSystem files;

  MemoryProvider(MemoryFileSystem files) {
    super(files, "memory");
    this.files = files;
  }

  /** Thrown for every question whether a file is there, so it does not collect a trace. */
  private static final class Missing extends NoSuchFileException {
    private static final long serialVersionUID = 1L;

    Missing(Path path) {
      super(path.toString());
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /** A name and the directory it is, or would be, in. */
  private record Place(Inode parent, String name, @Nullable Inode found) {
    Inode existing(Path path) throws IOException {
      if (found == null) {
        throw new Missing(path);
      }
      return found;
    }
  }

  private Disk disk() {
    return files.disk();
  }

  Inode existing(Path path) throws IOException {
    Inode found = disk().find(MemoryPath.of(path).names());
    if (found == null) {
      throw new Missing(path);
    }
    return found;
  }

  private Place place(Path path) throws IOException {
    List<String> names = MemoryPath.of(path).names();
    if (names.isEmpty()) {
      throw new FileSystemException(path.toString(), null, "Device or resource busy");
    }
    Inode parent = disk().find(names.subList(0, names.size() - 1));
    if (parent == null) {
      throw new Missing(path);
    }
    if (!parent.directory) {
      throw new NotDirectoryException(path.toString());
    }
    String name = names.get(names.size() - 1);
    return new Place(parent, name, parent.entries.get(name));
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean append = options.contains(StandardOpenOption.APPEND);
    boolean write = append || options.contains(StandardOpenOption.WRITE);
    synchronized (disk()) {
      Inode inode = open(path, write, options, attributes);
      if (write && options.contains(StandardOpenOption.TRUNCATE_EXISTING) && inode.size() > 0) {
        disk().truncate(inode, 0);
      }
      boolean read = !write || options.contains(StandardOpenOption.READ);
      return new MemoryChannel(files, inode, new MemoryChannel.Mode(read, write, append));
    }
  }

  private Inode open(
      Path path, boolean write, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean createNew = write && options.contains(StandardOpenOption.CREATE_NEW);
    if (!createNew && !(write && options.contains(StandardOpenOption.CREATE))) {
      Inode inode = existing(path);
      if (write && inode.directory) {
        throw new FileSystemException(path.toString(), null, "Is a directory");
      }
      return inode;
    }
    Place place = place(path);
    if (place.found() != null && createNew) {
      throw new FileAlreadyExistsException(path.toString());
    }
    return place.found() != null ? place.found() : create(place, false, attributes);
  }

  @SuppressWarnings("unchecked") // the value of this attribute is a set of permissions
  private Inode create(Place place, boolean directory, FileAttribute<?>... attributes) {
    Inode inode = disk().create(place.parent(), place.name(), directory);
    for (FileAttribute<?> attribute : attributes) {
      if (attribute.name().equals("posix:permissions")) {
        inode.permissions = Set.copyOf((Set<PosixFilePermission>) attribute.value());
      }
    }
    return inode;
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> found = new ArrayList<>();
    synchronized (disk()) {
      Inode directory = existing(path);
      if (!directory.directory) {
        throw new NotDirectoryException(path.toString());
      }
      for (String name : directory.entries.keySet()) {
        Path entry = path.resolve(name);
        if (filter.accept(entry)) {
          found.add(entry);
        }
      }
    }
    return new Listing(files, found);
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    synchronized (disk()) {
      create(absent(path), true, attributes);
    }
  }

  private Place absent(Path path) throws IOException {
    Place place = place(path);
    if (place.found() != null) {
      throw new FileAlreadyExistsException(path.toString());
    }
    return place;
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    synchronized (disk()) {
      Inode file = existing(existing);
      Place place = absent(link);
      disk().link(place.parent(), place.name(), file);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    synchronized (disk()) {
      Place place = place(path);
      if (!place.existing(path).entries.isEmpty()) {
        throw new DirectoryNotEmptyException(path.toString());
      }
      disk().unlink(place.parent(), place.name());
    }
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    synchronized (disk()) {
      Inode file = existing(source);
      if (place(target).found() != null
          && List.of(options).contains(StandardCopyOption.REPLACE_EXISTING)) {
        delete(target);
      }
      Inode copy = create(absent(target), file.directory);
      if (file.size() > 0) {
        disk().write(copy, 0, file.content());
      }
    }
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    synchronized (disk()) {
      Place from = place(source);
      Inode file = from.existing(source);
      Place to = place(target);
      Inode replaced = to.found();
      boolean over =
          List.of(options).contains(StandardCopyOption.ATOMIC_MOVE)
              || List.of(options).contains(StandardCopyOption.REPLACE_EXISTING);
      if (replaced != null && !over) {
        throw new FileAlreadyExistsException(target.toString());
      }
      if (replaced != null && (replaced.directory || file.directory)) {
        throw new FileSystemException(source.toString(), target.toString(), "Is a directory");
      }
      if (replaced != file) { // POSIX: two names of one file stay as they are
        disk().rename(from.parent(), from.name(), to.parent(), to.name());
      }
    }
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return existing(path) == existing(other);
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    existing(path);
    return new MemoryFileSystem.Store();
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    existing(path);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return type.isAssignableFrom(MemoryAttributes.View.class)
        ? type.cast(new MemoryAttributes.View(() -> existing(path), disk()))
        : null;
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    synchronized (disk()) {
      return type.cast(new MemoryAttributes(existing(path)));
    }
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    synchronized (disk()) {
      Inode inode = existing(path);
      return MemoryAttributes.named(inode, disk().links(inode), attributes);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // the value of this attribute is a set of permissions
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    if (!attribute.equals("posix:permissions")) {
      throw new UnsupportedOperationException(attribute);
    }
    existing(path).permissions = Set.copyOf((Set<PosixFilePermission>) value);
  }

  @Override
  public Path getPath(URI uri) {
    return files.getPath(uri.getPath());
  }
}
