package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.evaluation.StressReport;

/**
 * A stress report as stored in a blob.
 *
 * @param v the version of this form
 */
record StressDocument(int v, StressReport report) {
  private static final int VERSION = 1;

  /** An exception here marks the document as corrupt. */
  StressDocument {
    check(
        v == VERSION,
        "Invalid form of a stress report: %s (this library reads %s, another version wrote it)",
        v,
        VERSION);
    required(report, "report");
  }

  /** Writes a report as canonical bytes: equal reports have equal bytes. */
  static byte[] write(StressReport report) {
    return RegistryForms.CHANGES.write(new StressDocument(VERSION, report));
  }

  /** Reads a report; throws a CorruptDataException if the bytes are not such a document. */
  static StressReport read(byte[] bytes, String what) {
    try {
      return RegistryForms.CHANGES.read(bytes, StressDocument.class, what).report;
    } catch (InvalidValueException e) { // a part is missing
      throw new CorruptDataException("Cannot read " + what + ": " + e.getMessage(), e);
    }
  }
}
