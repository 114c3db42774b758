package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidValueException.required;

/**
 * How far a check-out is.
 *
 * @param file the file that was written last
 * @param files how many were written
 * @param allFiles how many there are
 * @param bytes how many bytes were written
 * @param allBytes how many there are
 */
public record CheckOutProgress(String file, int files, int allFiles, long bytes, long allBytes) {
  /** Checks the parts. */
  public CheckOutProgress {
    required(file, "file");
  }
}
