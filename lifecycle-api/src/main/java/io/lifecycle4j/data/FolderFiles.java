package io.lifecycle4j.data;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists the files in a folder and in all folders in it. Links are refused, not followed. */
final class FolderFiles extends SimpleFileVisitor<Path> {
  private static final String NO_FOLDER = "it is no folder";

  private final Path folder;
  private final List<NamedContent> files = new ArrayList<>();

  private FolderFiles(Path folder) {
    this.folder = folder;
  }

  /** Returns the files, by their paths, so that the order is the same everywhere. */
  static List<NamedContent> list(Path folder) {
    FolderFiles visitor;
    try {
      visitor = new FolderFiles(folder.toRealPath()); // a link to the folder itself is wanted
      Files.walkFileTree(visitor.folder, visitor);
    } catch (IOException e) {
      throw refused(folder, e);
    }
    if (visitor.files.isEmpty()) {
      throw refused(folder, "there are no files in it", null);
    }
    visitor.files.sort(Comparator.comparing(NamedContent::name));
    return visitor.files;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    boolean hidden = !directory.equals(folder) && hidden(directory);
    return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (file.equals(folder)) {
      throw refused(file, NO_FOLDER, null);
    }
    if (hidden(file)) {
      return FileVisitResult.CONTINUE;
    }
    if (attributes.isSymbolicLink()) {
      throw refused(file, "it is a link (links are not followed)", null);
    }
    if (!attributes.isRegularFile()) {
      throw refused(file, "it is a pipe or a device (must be a file)", null);
    }
    String name = folder.relativize(file).toString();
    String separator = file.getFileSystem().getSeparator();
    files.add(new NamedContent(name.replace(separator, "/"), new FolderFile(file)));
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) {
    throw refused(file, e);
  }

  static boolean hidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }

  /** Says why a folder cannot be listed. */
  static InvalidDataException refused(Path path, IOException e) {
    String problem = "it cannot be listed: " + e.getClass().getSimpleName();
    if (e instanceof NoSuchFileException) {
      problem = "no such folder";
    } else if (e instanceof NotDirectoryException) {
      problem = NO_FOLDER;
    }
    return refused(path, problem, e);
  }

  private static InvalidDataException refused(
      Path path, String problem, @Nullable Exception cause) {
    return new InvalidDataException("Cannot read " + path + ": " + problem, cause);
  }

  /** The bytes of a file that was no link, and is read only while it is none. */
  private record FolderFile(Path path) implements Content {
    @Override
    public Optional<Path> file() {
      return Optional.of(path);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        throw refused(path, "it has gone, or is no file any more", null);
      }
      try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
        in.transferTo(out);
      }
    }
  }
}
