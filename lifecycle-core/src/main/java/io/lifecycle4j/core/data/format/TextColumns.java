package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.core.schema.SchemaDocument.quoted;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Format;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Schema;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options of text formats for columns: which are renamed, and which are lenient, so that a cell
 * of another type is read as missing and a rule judges it. They are part of the format, so that a
 * version is read the same forever.
 */
public final class TextColumns {
  static final String RENAMED = "renamed";
  static final String LENIENT = "lenient";

  /** The names of columns, by their names in the files. */
  private final Map<String, String> columns;

  private final Map<String, String> headers = new HashMap<>();
  private final Set<String> lenient;

  private TextColumns(Map<String, String> columns, Set<String> lenient) {
    this.columns = columns;
    this.lenient = lenient;
    columns.forEach((header, column) -> headers.put(column, header));
  }

  static TextColumns of(Format format) {
    List<String> lines = lines(format, RENAMED);
    check(lines.size() % 2 == 0, "Invalid %s: %s lines (must be even)", RENAMED, lines.size());
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i += 2) {
      columns.put(unescaped(lines.get(i)), lines.get(i + 1));
    }
    return new TextColumns(columns, new HashSet<>(lines(format, LENIENT)));
  }

  /** Returns the lines of an option; none if it is absent or empty. */
  static List<String> lines(Format format, String option) {
    String value = format.option(option, "");
    return value.isEmpty() ? List.of() : List.of(value.split("\n", -1));
  }

  /**
   * Returns the format with these columns lenient. A format whose cells always have their types is
   * returned unchanged.
   */
  public static Format lenient(Format format, List<String> columns) {
    boolean isText = required(format, "format").id().equals("csv") || format.id().equals("jsonl");
    if (!isText || columns.isEmpty()) {
      return format;
    }
    Map<String, String> options = new HashMap<>(format.options());
    options.put(LENIENT, String.join("\n", columns));
    return new Format(format.id(), options);
  }

  /** Returns the options for rows after the header, whose columns are already renamed. */
  TextColumns headed() {
    return new TextColumns(Map.of(), lenient);
  }

  boolean[] lenient(Schema schema) {
    boolean[] all = new boolean[schema.columns().size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = lenient.contains(schema.column(i).name());
    }
    return all;
  }

  private static String unescaped(String line) {
    try {
      return line.translateEscapes();
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException("Invalid " + RENAMED + ": '" + line + "'", e);
    }
  }

  /** Returns the name of a column from its name in the files. */
  String column(String header) {
    return columns.getOrDefault(header, header);
  }

  /** Returns the name that a column has in the files. */
  String header(String column) {
    return headers.getOrDefault(column, column);
  }

  /** Returns a name to be renamed that is missing. */
  Optional<String> lacked(Collection<String> there) {
    return columns.keySet().stream().filter(header -> !there.contains(header)).findFirst();
  }

  /** Explains why a column may come twice: another one is read under its name; else empty. */
  String alsoRenamed(String column) {
    String header = header(column);
    return header.equals(column) ? "" : " (" + call(header, column) + " reads another one)";
  }

  /** Says that JSON lines lack a name that is to be renamed. */
  String inNoLine(String header) {
    return "no property '" + header + "' in any line, to be read as column " + column(header);
  }

  /** Returns the names in the files that are read as a column that a schema does not have. */
  Set<String> unused(Schema schema) {
    Set<String> unused = new LinkedHashSet<>(columns.keySet());
    unused.removeIf(header -> schema.find(column(header)).isPresent());
    return unused;
  }

  /** Returns the call that renames a column, as code. */
  static String call(String header, String column) {
    return String.format("rename(%s, %s) of the source", quoted(header), quoted(column));
  }

  /** Returns a valid name for a column whose name in the files is invalid. */
  static String allowed(String header) {
    String name = header.replaceAll("[^\\p{L}\\p{N}]+", "_").replaceAll("^_|_$", "");
    return name.isEmpty() ? "column" : name.substring(0, Math.min(name.length(), 60));
  }
}
