package io.lifecycle4j.data;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Reads records of a Java type from any source: a query, a queue, a file of another format.
 *
 * <p>It is called once for each snapshot, which stores the rows; the version is read without it.
 *
 * @param <T> the type of a record
 */
@FunctionalInterface
public interface RecordReader<T> {
  /**
   * Reads all records, in order.
   *
   * @param action receives each record, never null
   * @throws IOException if they cannot be read; no version is created
   */
  void read(Consumer<T> action) throws IOException;
}
