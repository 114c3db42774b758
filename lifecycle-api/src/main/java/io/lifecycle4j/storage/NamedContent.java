package io.lifecycle4j.storage;

import static io.lifecycle4j.error.InvalidNameException.checkPath;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidNameException;
import java.nio.file.Path;

/**
 * A named file whose bytes are not stored yet.
 *
 * @param name the name of the file, a path with slashes if it is in a folder
 * @param content the bytes
 */
public record NamedContent(String name, Content content) {
  /** Checks the parts. */
  public NamedContent {
    checkPath("file", name);
    required(content, "content of file", name);
  }

  /**
   * Names content as the {@linkplain Content#file() file} that it is read from.
   *
   * @param content the bytes
   * @param otherwise the name of bytes that come from elsewhere, or whose file has a name that is
   *     not allowed here
   * @return the named content
   */
  public static NamedContent of(Content content, String otherwise) {
    String name =
        required(content, "content of file", otherwise)
            .file()
            .map(Path::getFileName)
            .map(Path::toString)
            .orElse(otherwise);
    try {
      return new NamedContent(name, content);
    } catch (InvalidNameException e) {
      return new NamedContent(otherwise, content);
    }
  }
}
