package io.lifecycle4j.tracking.spi;

import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.RunTable;
import java.util.List;

/**
 * Formats tables of runs as readable text. Found by {@link java.util.ServiceLoader}; {@code
 * lifecycle-core} contains the only implementation. Thread-safe.
 */
public interface TableWriter {
  /**
   * Formats a table; see {@link RunTable#markdown()}.
   *
   * @param table the table
   * @return Markdown
   */
  String markdown(RunTable table);

  /**
   * Formats differences; see {@link EnvironmentCapsule.Difference#markdown}.
   *
   * @param differences the differences
   * @return Markdown
   */
  String markdown(List<EnvironmentCapsule.Difference> differences);
}
