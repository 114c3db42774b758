package io.lifecycle4j.core.validation;

/** A row that knows where it was read: the file, and the line if the file has lines. */
public interface RowPlace {
  /**
   * Names the file.
   *
   * @return the file; empty when it is not known
   */
  String file();

  /**
   * Tells the line.
   *
   * @return the line in the file, from 1; 0 when the file has no lines, as an image
   */
  long line();
}
