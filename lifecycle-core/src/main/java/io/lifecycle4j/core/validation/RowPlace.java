package io.lifecycle4j.core.validation;

/** A row that knows where it was read. */
public interface RowPlace {
  /**
   * Names the file.
   *
   * @return the file
   */
  String file();

  /**
   * Tells the line.
   *
   * @return the line in the file, from 1
   */
  long line();
}
