package io.lifecycle4j.data;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Reads records of a Java type from wherever they are: a query, a queue, a file of another format.
 *
 * <p>It is called once for a snapshot, which stores the rows; the version is read without it.
 *
 * @param <T> the type of a record
 */
@FunctionalInterface
public interface RecordReader<T> {
  /**
   * Reads all records, in order.
   *
   * @param action takes each record, not null
   * @throws IOException if they cannot be read; no version is made
   */
  void read(Consumer<T> action) throws IOException;
}
