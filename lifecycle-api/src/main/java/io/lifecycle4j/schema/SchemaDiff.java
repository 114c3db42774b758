package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * The differences between an older and a newer schema, and their compatibility.
 *
 * <p>Columns are identified by name: a renamed column counts as one removed and one added, and the
 * order of columns does not matter. The rules, which are symmetric:
 *
 * <ul>
 *   <li>An added column is {@code FORWARD}, because older data lack it; {@code FULL} if it is
 *       nullable.
 *   <li>A removed column is {@code BACKWARD}, because newer data lack it; {@code FULL} if it was
 *       nullable.
 *   <li>A wider type is {@code BACKWARD}: BOOLEAN to INT64 to FLOAT64, CATEGORICAL to STRING, more
 *       categories or unrestricted ones, nullable. A narrower type is {@code FORWARD}.
 *   <li>Any other change of the type, a change of the shape, or a change from one unit to another
 *       is {@code BREAKING}.
 *   <li>Everything else is {@code FULL}: role, environments, privacy, description, the order of
 *       columns or categories, and a unit that is added or removed.
 * </ul>
 *
 * <p>A schema describes rows of a dataset, which may contain columns of any environment. To check
 * whether requests to a model are still compatible, compare {@link Schema#in} {@link
 * Environment#SERVING} of both.
 *
 * @param differences the differences, in the order of the newer columns, followed by removed
 *     columns
 */
public record SchemaDiff(List<SchemaDifference> differences) {
  /** Checks the parts. */
  public SchemaDiff {
    differences = copy(differences, "differences");
  }

  /**
   * Compares two schemas.
   *
   * @param older the older schema
   * @param newer the newer schema
   * @return the differences, none if the schemas are equal
   */
  public static SchemaDiff between(Schema older, Schema newer) {
    return new SchemaDiff(
        new SchemaComparison(required(older, "older schema"), required(newer, "newer schema"))
            .differences());
  }

  /**
   * Returns the compatibility of all differences together.
   *
   * @return the compatibility
   */
  public Compatibility compatibility() {
    return differences.stream()
        .map(SchemaDifference::compatibility)
        .reduce(Compatibility.IDENTICAL, Compatibility::and);
  }

  /** Returns the compatibility and a line for each difference. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(compatibility().name());
    differences.forEach(difference -> text.append('\n').append(difference));
    return text.toString();
  }

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
}
