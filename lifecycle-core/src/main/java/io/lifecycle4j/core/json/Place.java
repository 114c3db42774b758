package io.lifecycle4j.core.json;

import io.lifecycle4j.error.InvalidDataException;
import org.jspecify.annotations.Nullable;

/**
 * A place in a file.
 *
 * @param file the name of the file, for messages
 * @param line the line, from 1
 * @param column the column, from 1
 */
record Place(String file, int line, int column) {
  /** Returns an exception that names the place and a problem. */
  InvalidDataException invalid(String problem, @Nullable Throwable cause) {
    return new InvalidDataException(
        "Cannot read " + file + ": line " + line + ", column " + column + ": " + problem, cause);
  }

  /** Returns an exception for a key that is there twice. */
  InvalidDataException twice(String key, Place first) {
    return invalid(key + " is there twice (first in line " + first.line + ")", null);
  }
}
