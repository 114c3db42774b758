package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.schema.SchemaDocument;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.error.InvalidValueException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns of text files that are read under other names than the files have. */
final class RenamedColumns {
  static final String OPTION = "renamed";
  static final RenamedColumns NONE = new RenamedColumns(Map.of());

  /** The names of columns, by the names in the files. */
  private final Map<String, String> columns;

  private final Map<String, String> headers = new HashMap<>();

  private RenamedColumns(Map<String, String> columns) {
    this.columns = columns;
    columns.forEach((header, column) -> headers.put(column, header));
  }

  static RenamedColumns of(Format format) {
    String value = format.option(OPTION, "");
    if (value.isEmpty() && !format.options().containsKey(OPTION)) {
      return NONE;
    }
    List<String> lines = List.of(value.split("\n", -1));
    check(lines.size() % 2 == 0, "Invalid %s: %s lines (must be even)", OPTION, lines.size());
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i += 2) {
      columns.put(unescaped(lines.get(i)), lines.get(i + 1));
    }
    return new RenamedColumns(columns);
  }

  private static String unescaped(String line) {
    try {
      return line.translateEscapes();
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException("Invalid " + OPTION + ": '" + line + "'", e);
    }
  }

  /** Returns the name of the column that has a name in the files. */
  String column(String header) {
    return columns.getOrDefault(header, header);
  }

  /** Returns the name that a column has in the files. */
  String header(String column) {
    return headers.getOrDefault(column, column);
  }

  /** Finds a name that is to be another one, and is not there. */
  Optional<String> lacked(Collection<String> there) {
    return columns.keySet().stream().filter(header -> !there.contains(header)).findFirst();
  }

  /** Writes the call that reads a column under another name. */
  static String call(String header, String column) {
    return "rename("
        + SchemaDocument.quoted(header)
        + ", "
        + SchemaDocument.quoted(column)
        + ") of the source";
  }

  /** Returns a name for a column whose name in the files cannot be one. */
  static String allowed(String header) {
    String name = header.replaceAll("[^\\p{L}\\p{N}]+", "_").replaceAll("^_|_$", "");
    return name.isEmpty() ? "column" : name.substring(0, Math.min(name.length(), 60));
  }
}
