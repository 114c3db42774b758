package io.lifecycle4j.registry;

import io.lifecycle4j.evaluation.StressReport;

/**
 * A stress report of a version that the registry names. Thread-safe.
 *
 * <p>Its entry has the worst drop, so that a list of reports reads no file; {@link #report} reads
 * all of it.
 */
public interface KeptStressReport {
  /**
   * Returns the entry that names it: who tested the version, when and why. A report from another
   * home is named by the entry that imported the version.
   *
   * @return the entry
   */
  AuditRecord entry();

  /**
   * Returns the change of the entry, with the rows, the metric, the worst drop and the hash of the
   * report.
   *
   * @return the change
   */
  StressTested change();

  /**
   * Reads the report, as it was when it was made.
   *
   * @return the report
   * @throws io.lifecycle4j.error.CorruptDataException if it is corrupt or lost
   */
  StressReport report();

  /**
   * Reads the report, and returns it as readable text.
   *
   * @return Markdown: the table of {@link StressReport#markdown}, and the entry and the hash that
   *     prove it
   */
  default String markdown() {
    return String.format(
        "%s\nTested by entry %s of the registry, %s; SHA-256 of the report: %s\n",
        report().markdown(), entry().sequence(), entry().time(), change().document().blob());
  }
}
