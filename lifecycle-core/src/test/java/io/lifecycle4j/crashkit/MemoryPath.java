package io.lifecycle4j.crashkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path of a {@link MemoryFileSystem}; a relative one starts at the root. */
final class MemoryPath implements Path {
  private final MemoryFileSystem files;
  private final boolean absolute;
  private final List<String> names;
  private final boolean normal;

  /** Joined when it is first asked for: most paths only lead to other paths. */
  private @Nullable String text;

  private MemoryPath(MemoryFileSystem files, boolean absolute, List<String> names) {
    this.files = files;
    this.absolute = absolute;
    this.names = names;
    this.normal = !names.contains(".") && !names.contains("..");
  }

  static MemoryPath of(MemoryFileSystem files, String text) {
    if (text.indexOf('/') < 0 && !text.isEmpty() && text.indexOf('\0') < 0) {
      return new MemoryPath(files, false, List.of(text));
    }
    if (text.indexOf('\0') >= 0) {
      throw new InvalidPathException(text, "Nul character not allowed");
    }
    List<String> names = new ArrayList<>();
    for (String name : text.split("/", -1)) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return new MemoryPath(files, text.startsWith("/"), names);
  }

  static MemoryPath of(Path path) {
    if (path instanceof MemoryPath memory) {
      return memory;
    }
    throw new ProviderMismatchException();
  }

  private MemoryPath path(boolean isAbsolute, List<String> parts) {
    return new MemoryPath(files, isAbsolute, List.copyOf(parts));
  }

  List<String> names() {
    return normal ? names : normalize().names;
  }

  @Override
  public FileSystem getFileSystem() {
    return files;
  }

  @Override
  public boolean isAbsolute() {
    return absolute;
  }

  @Override
  public @Nullable Path getRoot() {
    return absolute ? path(true, List.of()) : null;
  }

  @Override
  public @Nullable Path getFileName() {
    return names.isEmpty() ? null : path(false, names.subList(names.size() - 1, names.size()));
  }

  @Override
  public @Nullable Path getParent() {
    return names.isEmpty() || (!absolute && names.size() == 1)
        ? null
        : path(absolute, names.subList(0, names.size() - 1));
  }

  @Override
  public int getNameCount() {
    return names.size();
  }

  @Override
  public Path getName(int index) {
    return subpath(index, index + 1);
  }

  @Override
  public Path subpath(int begin, int end) {
    return path(false, names.subList(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof MemoryPath path
        && path.absolute == absolute
        && path.names.size() <= names.size()
        && names.subList(0, path.names.size()).equals(path.names);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof MemoryPath path
        && (path.absolute
            ? path.equals(this)
            : Collections.lastIndexOfSubList(names, path.names)
                == names.size() - path.names.size());
  }

  @Override
  public MemoryPath normalize() {
    if (normal) {
      return this;
    }
    List<String> result = new ArrayList<>();
    for (String name : names) {
      if (name.equals("..") && !result.isEmpty()) {
        result.remove(result.size() - 1);
      } else if (!name.equals(".") && !(name.equals("..") && absolute)) {
        result.add(name);
      }
    }
    return path(absolute, result);
  }

  @Override
  public Path resolve(Path other) {
    MemoryPath path = of(other);
    if (path.absolute) {
      return path;
    }
    List<String> result = new ArrayList<>(names);
    result.addAll(path.names);
    return path(absolute, result);
  }

  @Override
  public Path relativize(Path other) {
    MemoryPath path = of(other);
    int same = 0;
    while (same < Math.min(names.size(), path.names.size())
        && names.get(same).equals(path.names.get(same))) {
      same++;
    }
    List<String> result = new ArrayList<>(Collections.nCopies(names.size() - same, ".."));
    result.addAll(path.names.subList(same, path.names.size()));
    return path(false, result);
  }

  @Override
  public URI toUri() {
    return URI.create("memory://" + toAbsolutePath().toString().replace(" ", "%20"));
  }

  @Override
  public Path toAbsolutePath() {
    return absolute ? this : path(true, names);
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    MemoryPath real = absolute && normal ? this : path(true, names());
    if (files.disk().find(real.names) == null) {
      throw new NoSuchFileException(toString());
    }
    return real;
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("No watching");
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MemoryPath path
        && path.files == files
        && path.absolute == absolute
        && path.names.equals(names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    String known = text;
    if (known == null) {
      known = (absolute ? "/" : "") + String.join("/", names);
      text = known;
    }
    return known;
  }
}
