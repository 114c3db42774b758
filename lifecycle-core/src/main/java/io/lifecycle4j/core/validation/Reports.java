package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.validation.ValidationReport;

/** Writes reports as JSON, and reads them again. */
public final class Reports {
  private Reports() {}

  /**
   * Writes a report.
   *
   * @param report the report
   * @return its canonical JSON, with the verdict and the sentences for other readers
   */
  public static String json(ValidationReport report) {
    return ValidationForms.JSON.text(required(report, "report"));
  }

  /**
   * Reads a report. Tests of one's own come back without their code.
   *
   * @param json what {@link #json} wrote, in UTF-8
   * @return the report
   * @throws io.lifecycle4j.error.CorruptDataException if it is no report
   */
  public static ValidationReport read(byte[] json) {
    return ValidationForms.JSON.read(
        required(json, "JSON"), ValidationReport.class, "validation report");
  }
}
