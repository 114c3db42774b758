package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import java.util.List;

/**
 * What is known of the training data of a version, without any of their rows. An exported version
 * has it, so that the home that imports it checks requests by the rules, and knows which columns
 * are private.
 *
 * @param schema the columns, labels too
 * @param rules the rules that the data met, those of the schema included; custom tests are without
 *     their code
 */
public record DataSheet(Schema schema, List<Rule> rules) {
  /** Checks the parts. */
  public DataSheet {
    required(schema, "schema");
    rules = copy(rules, "rules");
  }
}
