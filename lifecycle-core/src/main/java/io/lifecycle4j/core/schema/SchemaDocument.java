package io.lifecycle4j.core.schema;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Environment;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.spi.SchemaWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a schema for a person to review and keep: as JSON, or as the Java code that builds it.
 *
 * <p>The JSON is that of manifests: canonical, and with a format version only where the first
 * format cannot express it.
 */
public final class SchemaDocument implements SchemaWriter {
  @Override
  public String json(Schema schema) {
    return SchemaForms.JSON.text(schema);
  }

  @Override
  public Schema read(String json) {
    return SchemaForms.JSON.read(json.getBytes(StandardCharsets.UTF_8), Schema.class, "schema");
  }

  /** The enum constants of the schema package are imported statically. */
  @Override
  public String java(Schema schema) {
    return schema.columns().stream()
        .map(SchemaDocument::code)
        .collect(Collectors.joining("", "Schema.builder()\n", "    .build()"));
  }

  private static String code(Column column) {
    StringBuilder code =
        new StringBuilder("Column.builder(" + quoted(column.name()) + ", " + column.type() + ")");
    if (!column.shape().isEmpty()) {
      code.append(".shape(List.of(").append(listed(column.shape())).append("))");
    }
    if (column.isNullable()) {
      code.append(".nullable()");
    }
    if (!column.categories().isEmpty()) {
      List<String> texts = column.categories().stream().map(SchemaDocument::quoted).toList();
      code.append(".categories(List.of(").append(listed(texts)).append("))");
    }
    text(code, "unit", column.unit());
    purpose(code, column);
    text(code, "description", column.description());
    return "    .column(" + code.append(".build())\n");
  }

  private static void purpose(StringBuilder code, Column column) {
    if (column.role() != ColumnRole.FEATURE) {
      code.append(".role(").append(column.role()).append(')');
    }
    Column usual = Column.builder(column.name(), DataType.FLOAT64).role(column.role()).build();
    if (!column.environments().equals(usual.environments())) {
      List<Environment> all = List.copyOf(column.environments());
      code.append(".environments(Set.of(").append(listed(all)).append("))");
    }
    if (column.isPrivate()) {
      code.append(".asPrivate()");
    }
  }

  private static void text(StringBuilder code, String part, String text) {
    if (!text.isEmpty()) {
      code.append('.').append(part).append('(').append(quoted(text)).append(')');
    }
  }

  private static String listed(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** Writes a text as a Java string literal; invisible characters are escaped. */
  public static String quoted(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (Character.getType(c)) {
        // in octal, since the compiler would read \\u000a as the end of the line
        case Character.CONTROL -> literal.append(String.format("\\%03o", (int) c));
        case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
            literal.append(String.format("\\u%04x", (int) c));
        default -> literal.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return literal.append('"').toString();
  }
}
