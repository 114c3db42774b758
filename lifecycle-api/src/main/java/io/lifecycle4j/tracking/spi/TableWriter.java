package io.lifecycle4j.tracking.spi;

import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.RunTable;
import java.util.List;

/**
 * Writes tables of runs for people. Found by {@link java.util.ServiceLoader}; {@code
 * lifecycle-core} has the one there is. Thread-safe.
 */
public interface TableWriter {
  /**
   * Writes a table; see {@link RunTable#markdown()}.
   *
   * @param table the table
   * @return Markdown
   */
  String markdown(RunTable table);

  /**
   * Writes differences; see {@link EnvironmentCapsule.Difference#markdown}.
   *
   * @param differences what differs
   * @return Markdown
   */
  String markdown(List<EnvironmentCapsule.Difference> differences);
}
