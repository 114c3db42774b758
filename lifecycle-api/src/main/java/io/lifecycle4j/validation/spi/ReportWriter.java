package io.lifecycle4j.validation.spi;

import io.lifecycle4j.validation.ValidationReport;

/**
 * Formats validation reports as readable text. Found by {@link java.util.ServiceLoader}; {@code
 * lifecycle-core} contains the only implementation. Thread-safe.
 */
public interface ReportWriter {
  /**
   * Formats a report; see {@link ValidationReport#markdown()}.
   *
   * @param report the report
   * @return Markdown
   */
  String markdown(ValidationReport report);
}
