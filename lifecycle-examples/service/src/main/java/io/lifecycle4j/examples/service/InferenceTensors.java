package io.lifecycle4j.examples.service;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The inputs of the Open Inference Protocol: a tensor for each component of a record class, with a
 * value for each row. Thread-safe.
 *
 * @param <I> the record class, without tensors
 */
final class InferenceTensors<I extends Record> {
  /** The most rows of a request. */
  private static final int MOST = 10_000;

  private final Class<I> type;
  private final Schema schema;
  private final ObjectMapper json;

  InferenceTensors(Class<I> type, ObjectMapper json) {
    this.type = type;
    this.schema = Schema.of(type);
    this.json = json;
  }

  /** Returns the metadata of the inputs. */
  List<Map<String, Object>> metadata() {
    return schema.columns().stream()
        .map(
            column ->
                Map.<String, Object>of(
                    "name", column.name(), "datatype", datatype(column), "shape", List.of(-1)))
        .toList();
  }

  private static String datatype(Column column) {
    return switch (column.type()) {
      case FLOAT64 -> "FP64";
      case INT64 -> "INT64";
      case BOOLEAN -> "BOOL";
      default -> "BYTES";
    };
  }

  /**
   * Reads the rows of a request.
   *
   * @throws InvalidValueException if it does not fit the record class; the message names every
   *     problem
   */
  List<I> read(JsonNode request) {
    List<String> problems = new ArrayList<>();
    Map<String, JsonNode> tensors = new LinkedHashMap<>();
    for (JsonNode input : request.path("inputs")) {
      String name = input.path("name").asText();
      if (schema.find(name).isEmpty() || tensors.putIfAbsent(name, input) != null) {
        problems.add("input '" + name + "' is unknown or there twice");
      }
    }
    Map<String, List<JsonNode>> columns = new LinkedHashMap<>();
    for (Column column : schema.columns()) {
      JsonNode input = tensors.get(column.name());
      if (input != null) {
        columns.put(column.name(), values(column, input, problems));
      } else if (!column.isNullable()) {
        problems.add("input '" + column.name() + "' is missing");
      }
    }
    check(problems);
    return records(columns);
  }

  private static void check(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new InvalidValueException(
          "Invalid inference request: " + problems.stream().collect(joining("; ")));
    }
  }

  private static List<JsonNode> values(Column column, JsonNode input, List<String> problems) {
    String datatype = input.path("datatype").asText();
    if (!fits(column.type(), datatype)) {
      problems.add(
          "input '%s' has the datatype %s (needs %s)"
              .formatted(column.name(), datatype, datatype(column)));
    }
    List<JsonNode> values = new ArrayList<>();
    flatten(input.path("data"), values);
    long size = 1;
    for (JsonNode dimension : input.path("shape")) {
      size *= dimension.asLong();
    }
    if (size != values.size() || input.path("shape").path(0).asLong() != size) {
      problems.add(
          "input '%s' has the shape %s and %s values (needs [rows] or [rows, 1])"
              .formatted(column.name(), input.path("shape"), values.size()));
    }
    return values;
  }

  private static boolean fits(DataType type, String datatype) {
    return switch (type) {
      case FLOAT64 -> datatype.matches("FP32|FP64|U?INT(8|16|32|64)");
      case INT64 -> datatype.matches("U?INT(8|16|32|64)");
      case BOOLEAN -> datatype.equals("BOOL");
      default -> datatype.equals("BYTES");
    };
  }

  /** The protocol allows nested and flat arrays. */
  private static void flatten(JsonNode data, List<JsonNode> values) {
    for (JsonNode value : data) {
      if (value.isArray()) {
        flatten(value, values);
      } else {
        values.add(value);
      }
    }
  }

  private List<I> records(Map<String, List<JsonNode>> columns) {
    List<String> problems = new ArrayList<>();
    int rows = columns.values().stream().mapToInt(List::size).max().orElse(0);
    if (rows == 0 || rows > MOST) {
      problems.add(rows + " rows (must be 1 to " + MOST + ")");
    }
    columns.forEach(
        (name, values) -> {
          if (values.size() != rows) {
            problems.add("input '%s' has %s of %s rows".formatted(name, values.size(), rows));
          }
        });
    check(problems);
    List<I> records = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      ObjectNode fields = json.createObjectNode();
      for (var column : columns.entrySet()) {
        fields.set(column.getKey(), column.getValue().get(row));
      }
      try {
        records.add(json.treeToValue(fields, type));
      } catch (JsonProcessingException e) {
        problems.add("row " + row + ": " + e.getOriginalMessage());
      }
    }
    check(problems);
    return records;
  }
}
