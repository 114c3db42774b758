package io.lifecycle4j.crashkit;

import static io.lifecycle4j.crashkit.FaultyPath.unwrap;

import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hands every operation to the real provider, unless the rule says that it fails. */
final class FaultyProvider extends KitProvider {
  private final FaultyFileSystem files;
  private final FileSystemProvider real;

  FaultyProvider(FaultyFileSystem files, FileSystemProvider real) {
    super(files, "faulty");
    this.files = files;
    this.real = real;
  }

  @Override
  public Path getPath(URI uri) {
    return files.path(real.getPath(uri));
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return files.open(
        operation(options),
        path,
        () ->
            new FaultyChannel(files, path, real.newFileChannel(unwrap(path), options, attributes)));
  }

  private static Operation operation(Set<? extends OpenOption> options) {
    if (options.contains(StandardOpenOption.CREATE)
        || options.contains(StandardOpenOption.CREATE_NEW)) {
      return Operation.CREATE;
    }
    return options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND)
        ? Operation.WRITE
        : Operation.READ;
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return files.open(
        Operation.LIST,
        directory,
        () -> {
          List<Path> found = new ArrayList<>();
          try (DirectoryStream<Path> entries =
              real.newDirectoryStream(unwrap(directory), e -> true)) {
            for (Path entry : entries) {
              Path wrapped = files.path(entry);
              if (filter.accept(wrapped)) {
                found.add(wrapped);
              }
            }
          }
          return new Listing(files, found);
        });
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    files.run(
        Operation.CREATE,
        directory,
        () -> {
          real.createDirectory(unwrap(directory), attributes);
          return true;
        });
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    files.run(
        Operation.LINK,
        existing,
        () -> {
          real.createLink(unwrap(link), unwrap(existing));
          return true;
        });
  }

  @Override
  public void delete(Path path) throws IOException {
    files.run(
        Operation.DELETE,
        path,
        () -> {
          real.delete(unwrap(path));
          return true;
        });
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    files.run(
        Operation.CREATE,
        target,
        () -> {
          real.copy(unwrap(source), unwrap(target), options);
          return true;
        });
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    files.run(
        Operation.MOVE,
        source,
        () -> {
          real.move(unwrap(source), unwrap(target), options);
          return true;
        });
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return real.isSameFile(unwrap(path), unwrap(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return real.isHidden(unwrap(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return files.store(real.getFileStore(unwrap(path)));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real.checkAccess(unwrap(path), modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    files.looking(unwrap(path));
    return real.getFileAttributeView(unwrap(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return real.readAttributes(unwrap(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return real.readAttributes(unwrap(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    real.setAttribute(unwrap(path), attribute, value, options);
  }
}
