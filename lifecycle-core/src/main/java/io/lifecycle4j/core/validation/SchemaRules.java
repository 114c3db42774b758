package io.lifecycle4j.core.validation;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.Rule;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules that a schema implies; their ids begin with {@code schema.}.
 *
 * <p>A missing cell in a column that is not nullable is an error: data that violate their schema
 * get no version. In a request it is a warning, since preprocessing may fill the cell, or rejects
 * it.
 */
final class SchemaRules {
  private static final String PREFIX = "schema.";

  private SchemaRules() {}

  static List<Rule> of(Schema schema) {
    List<Rule> rules = new ArrayList<>();
    for (Column column : schema.columns()) {
      if (!column.isNullable() && column.type() != DataType.TENSOR) {
        rules.add(rule(new RowCheck.NotNull(column.name())));
      }
      if (!column.categories().isEmpty()) {
        rules.add(rule(new RowCheck.OneOf(column.name(), column.categories())));
      }
      if (column.type() == DataType.BOOLEAN) {
        rules.add(rule(new RowCheck.OneOfNumbers(column.name(), List.of(0.0, 1.0))));
      }
    }
    return rules;
  }

  /** Returns whether a rule exists because a column is not nullable. */
  static boolean isNotNullable(Rule rule) {
    return rule.check() instanceof RowCheck.NotNull && rule.id().startsWith(PREFIX);
  }

  private static Rule rule(RowCheck check) {
    return Rule.of(check).as(PREFIX + check.id());
  }
}
