package io.lifecycle4j.storage;

import static io.lifecycle4j.error.InvalidNameException.checkPath;
import static io.lifecycle4j.error.Preconditions.required;

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
}
