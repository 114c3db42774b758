package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * What is different between an older and a newer schema, and who is hurt by it.
 *
 * <p>Columns are told apart by name, so a renamed column is one that went and one that came; and
 * they are read by name, so their order hurts nobody. The rules, each the mirror of its opposite:
 *
 * <ul>
 *   <li>A column that came is {@code FORWARD}: older data lack it; {@code FULL} if it is nullable.
 *   <li>A column that went is {@code BACKWARD}: newer data lack it; {@code FULL} if it was
 *       nullable.
 *   <li>A wider type is {@code BACKWARD}: BOOLEAN to INT64 to FLOAT64, CATEGORICAL to STRING, more
 *       categories or no longer a closed set of them, nullable. A narrower one is {@code FORWARD}.
 *   <li>Any other change of a type, a shape, or from one unit to another, is {@code BREAKING}.
 *   <li>Everything else is {@code FULL}: role, environments, privacy, description, the order of
 *       columns or categories, and a unit that is told for the first time or no longer.
 * </ul>
 *
 * <p>A schema describes rows of a data set, where a column of any environment may be. To know
 * whether requests to a model still fit, compare {@link Schema#in} {@link Environment#SERVING} of
 * both.
 *
 * @param differences the differences, in the order of the newer columns and then of those that went
 */
public record SchemaDiff(List<SchemaDifference> differences) {
  /** Checks the parts. */
  public SchemaDiff {
    differences = copy(differences, "differences");
  }

  /**
   * Compares two schemas.
   *
   * @param older the schema that was first
   * @param newer the schema that came after it
   * @return the differences, none when the schemas are equal
   */
  public static SchemaDiff between(Schema older, Schema newer) {
    return new SchemaDiff(
        new SchemaComparison(required(older, "older schema"), required(newer, "newer schema"))
            .differences());
  }

  /**
   * Judges all differences together.
   *
   * @return what holds for each of them
   */
  public Compatibility compatibility() {
    return differences.stream()
        .map(SchemaDifference::compatibility)
        .reduce(Compatibility.IDENTICAL, Compatibility::and);
  }

  /** Returns the verdict and a line for each difference. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(compatibility().name());
    differences.forEach(difference -> text.append('\n').append(difference));
    return text.toString();
  }
}
