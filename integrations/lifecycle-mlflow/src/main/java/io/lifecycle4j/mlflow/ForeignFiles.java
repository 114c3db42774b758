package io.lifecycle4j.mlflow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lists and opens untrusted files; follows no links, and never blocks on a pipe. */
final class ForeignFiles {
  private ForeignFiles() {}

  /** The kind of a directory entry. */
  enum Kind {
    FILE,
    DIRECTORY,
    OTHER
  }

  /**
   * A directory entry.
   *
   * @param name the name as it is on disk, independent of the locale
   */
  record Entry(String name, Path path, Kind kind) {
    boolean isDirectory() {
      return kind == Kind.DIRECTORY;
    }
  }

  /** Returns whether a path below a directory exists and contains no link. */
  static boolean leads(Path directory, Path path) {
    Path at = path;
    boolean leads = kind(path) != Kind.OTHER;
    while (leads && !at.equals(directory)) {
      at = at.getParent() == null ? directory : at.getParent();
      leads = at.equals(directory) || isDirectory(at);
    }
    return leads;
  }

  /** Lists a directory, sorted by name. */
  static List<Entry> list(Path directory) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
      for (Path path : paths) {
        entries.add(new Entry(name(path), path, kind(path)));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  static Kind kind(Path path) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isRegularFile()) {
        return Kind.FILE;
      }
      return attributes.isDirectory() ? Kind.DIRECTORY : Kind.OTHER;
    } catch (IOException e) {
      return Kind.OTHER;
    }
  }

  static boolean isDirectory(Path path) {
    return kind(path) == Kind.DIRECTORY;
  }

  /**
   * Returns a name as MLflow wrote it, in UTF-8. A path uses the encoding of the locale, which may
   * lose characters; its URI contains the bytes.
   */
  private static String name(Path path) {
    Path last = path.getFileName();
    String name = String.valueOf(last);
    if (name.chars().allMatch(c -> c < 0x80)) {
      return name;
    }
    String raw = path.toUri().getRawPath();
    raw = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    return decode(raw.substring(raw.lastIndexOf('/') + 1), name);
  }

  private static String decode(String escaped, String otherwise) {
    ByteBuffer bytes = ByteBuffer.allocate(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '%') {
        bytes.put((byte) Integer.parseInt(escaped, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.put((byte) escaped.charAt(i));
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      return otherwise;
    }
  }

  /** Opens a file; the caller has checked that it is a regular file. */
  static InputStream open(Path file) throws IOException {
    if (kind(file) != Kind.FILE) {
      throw new IOException("it is not a regular file");
    }
    return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Reads a whole file up to a maximum length. */
  static byte[] read(Path file, int most) throws IOException {
    try (InputStream in = open(file)) {
      byte[] bytes = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new IOException("it has more than " + most + " bytes");
      }
      return bytes;
    }
  }

  static String text(byte[] bytes) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("it is not UTF-8", e);
    }
  }

  /** Returns why a file cannot be read, without its name. */
  static String reason(IOException e) {
    return switch (e.getClass().getSimpleName()) {
      case "NoSuchFileException" -> "it is not there";
      case "AccessDeniedException" -> "access denied";
      case "IOException" -> String.valueOf(e.getMessage());
      default -> e.getClass().getSimpleName() + " " + e.getMessage();
    };
  }
}
