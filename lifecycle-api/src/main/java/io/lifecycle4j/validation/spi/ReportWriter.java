package io.lifecycle4j.validation.spi;

import io.lifecycle4j.validation.ValidationReport;

/**
 * Writes reports of validation for people. Found by {@link java.util.ServiceLoader}; {@code
 * lifecycle-core} has the one there is. Thread-safe.
 */
public interface ReportWriter {
  /**
   * Writes a report; see {@link ValidationReport#markdown()}.
   *
   * @param report the report
   * @return Markdown
   */
  String markdown(ValidationReport report);
}
