package io.lifecycle4j.crashkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path that leads through a {@link FaultyFileSystem}. */
final class FaultyPath implements Path {
  private final FaultyFileSystem files;
  private final Path real;

  FaultyPath(FaultyFileSystem files, Path real) {
    this.files = files;
    this.real = unwrap(real);
  }

  static Path unwrap(Path path) {
    return path instanceof FaultyPath faulty ? faulty.real : path;
  }

  static List<Path> wrapAll(FaultyFileSystem files, Iterable<Path> paths) {
    List<Path> result = new ArrayList<>();
    paths.forEach(path -> result.add(new FaultyPath(files, path)));
    return result;
  }

  private Path wrap(Path path) {
    return new FaultyPath(files, path);
  }

  private @Nullable Path wrapNullable(@Nullable Path path) {
    return path == null ? null : wrap(path);
  }

  @Override
  public FileSystem getFileSystem() {
    return files;
  }

  @Override
  public boolean isAbsolute() {
    return real.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return wrapNullable(real.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return wrapNullable(real.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return wrapNullable(real.getParent());
  }

  @Override
  public int getNameCount() {
    return real.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return wrap(real.getName(index));
  }

  @Override
  public Path subpath(int begin, int end) {
    return wrap(real.subpath(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return real.startsWith(unwrap(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return real.endsWith(unwrap(other));
  }

  @Override
  public Path normalize() {
    return wrap(real.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return wrap(real.resolve(unwrap(other)));
  }

  @Override
  public Path relativize(Path other) {
    return wrap(real.relativize(unwrap(other)));
  }

  @Override
  public URI toUri() {
    return real.toUri();
  }

  @Override
  public Path toAbsolutePath() {
    return wrap(real.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return wrap(real.toRealPath(options));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
      throws IOException {
    return real.register(watcher, events, modifiers);
  }

  @Override
  public Iterator<Path> iterator() {
    return wrapAll(files, real).iterator();
  }

  @Override
  public int compareTo(Path other) {
    return real.compareTo(unwrap(other));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FaultyPath path && path.files == files && path.real.equals(real);
  }

  @Override
  public int hashCode() {
    return real.hashCode();
  }

  @Override
  public String toString() {
    return real.toString();
  }
}
