package io.lifecycle4j.storage;

import static io.lifecycle4j.error.InvalidNameException.checkPath;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * A named file whose bytes are yet to be stored.
 *
 * @param name what the file is called, a path with slashes if it lies in a folder
 * @param content its bytes
 */
public record NamedContent(String name, Content content) {
  /** Checks the parts. */
  public NamedContent {
    checkPath("file", name);
    required(content, "content of file", name);
  }
}
