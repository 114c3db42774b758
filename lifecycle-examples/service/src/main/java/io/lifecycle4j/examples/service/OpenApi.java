package io.lifecycle4j.examples.service;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Bounds;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Describes a record class as OpenAPI does: its components, and what the rules of the training data
 * say of each, so that generated clients know the ranges by which requests are refused.
 */
final class OpenApi {
  private OpenApi() {}

  /** Returns the schema of a JSON object with the components of a record class. */
  static Map<String, Object> object(Class<? extends Record> type, List<Rule> rules) {
    Schema schema = Schema.of(type);
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Column column : schema.columns()) {
      Map<String, Object> property = property(column);
      rules.stream()
          .filter(rule -> rule.severity() == Severity.ERROR && rule.share() == 1)
          .forEach(rule -> add(property, column.name(), rule));
      properties.put(column.name(), property);
    }
    return Map.of(
        "type",
        "object",
        "additionalProperties",
        false,
        "required",
        schema.columns().stream().filter(column -> !column.isNullable()).map(Column::name).toList(),
        "properties",
        properties);
  }

  private static Map<String, Object> property(Column column) {
    Map<String, Object> property = new LinkedHashMap<>();
    String type =
        switch (column.type()) {
          case FLOAT64 -> "number";
          case INT64 -> "integer";
          case BOOLEAN -> "boolean";
          case TENSOR -> "array";
          default -> "string";
        };
    property.put("type", column.isNullable() ? List.of(type, "null") : type);
    if (column.type() == DataType.TENSOR) {
      property.put("items", Map.of("type", "number"));
    }
    if (column.type() == DataType.TIMESTAMP) {
      property.put("format", "date-time");
    }
    if (!column.categories().isEmpty()) {
      property.put("enum", column.categories());
    }
    return property;
  }

  private static void add(Map<String, Object> property, String column, Rule rule) {
    if (!(rule.check() instanceof RowCheck.OfCell check) || !check.column().equals(column)) {
      return;
    }
    if (check instanceof RowCheck.Between between) {
      bounds(property, between.bounds(), "minimum", "maximum");
    } else if (check instanceof RowCheck.Length length) {
      bounds(property, length.bounds(), "minLength", "maxLength");
    } else if (check instanceof RowCheck.OneOf allowed) {
      property.put("enum", allowed.texts());
    } else if (check instanceof RowCheck.OneOfNumbers allowed) {
      property.put("enum", allowed.numbers());
    } else if (check instanceof RowCheck.Matches matches) {
      property.put("pattern", "^(?:" + matches.regex() + ")$");
    }
  }

  private static void bounds(
      Map<String, Object> property, Bounds bounds, String least, String most) {
    if (bounds.least() != Double.NEGATIVE_INFINITY) {
      property.put(least, number(bounds.least()));
    }
    if (bounds.most() != Double.POSITIVE_INFINITY) {
      property.put(most, number(bounds.most()));
    }
  }

  /** Lengths are whole numbers, and look like them. */
  private static Number number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? (Number) (long) value : value;
  }
}
