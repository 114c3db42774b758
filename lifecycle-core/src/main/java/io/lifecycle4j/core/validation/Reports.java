package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.validation.ValidationReport;

/** Reads and writes reports as JSON. */
public final class Reports {
  private Reports() {}

  /** Writes a report as canonical JSON, with the verdict and the sentences for other readers. */
  public static String json(ValidationReport report) {
    return ValidationForms.JSON.text(required(report, "report"));
  }

  /** Reads what {@link #json} wrote, in UTF-8. Custom tests are restored without their code. */
  public static ValidationReport read(byte[] json) {
    return ValidationForms.JSON.read(
        required(json, "JSON"), ValidationReport.class, "validation report");
  }
}
