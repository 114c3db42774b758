package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * One difference between an older and a newer schema.
 *
 * @param column the column
 * @param what the difference, {@code type INT64 to FLOAT64} for instance
 * @param compatibility which readers and data are compatible despite the difference
 * @param why the reason for the compatibility
 */
public record SchemaDifference(
    String column, String what, Compatibility compatibility, String why) {
  /** Checks the parts. */
  public SchemaDifference {
    checkName("column", column);
    required(what, "difference");
    required(compatibility, "compatibility");
    required(why, "reason");
  }

  /** Returns the difference as a readable line. */
  @Override
  public String toString() {
    return column + " " + what + " (" + compatibility + ": " + why + ")";
  }
}
