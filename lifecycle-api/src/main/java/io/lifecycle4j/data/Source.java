package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.NamedContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a snapshot, and how they are read.
 *
 * @param format how the files are read as rows
 * @param files the files, at least one
 * @param schema the columns, if the format fixes them, as for images
 */
public record Source(Format format, List<NamedContent> files, Optional<Schema> schema) {
  /** Checks the parts. */
  public Source {
    required(format, "format");
    required(schema, "schema");
    files = copy(files, "files");
    check(!files.isEmpty(), "Invalid source: no files (needs at least 1)");
    Set<String> names = new HashSet<>();
    for (NamedContent file : files) {
      check(names.add(file.name()), "Invalid source: file %s twice", file.name());
    }
  }

  /**
   * Creates a source whose format does not fix the columns.
   *
   * @param format how the files are read as rows
   * @param files the files, at least one
   */
  public Source(Format format, List<NamedContent> files) {
    this(format, files, Optional.empty());
  }

  /**
   * Creates a source whose format fixes the columns.
   *
   * @param format how the files are read as rows
   * @param files the files, at least one
   * @param schema the columns
   */
  public Source(Format format, List<NamedContent> files, Schema schema) {
    this(format, files, Optional.of(required(schema, "schema")));
  }

  /**
   * Reads a column of CSV files or JSON lines under another name: {@code
   * csv(file).rename("Temp/°C", "temp")}. Needed if the name in the files is not a valid column
   * name. The mapping is stored with the version.
   *
   * @param header the exact name in the header of each file; in JSON lines the property or its path
   * @param column the new name of the column
   * @return a source with this mapping added
   * @throws io.lifecycle4j.error.InvalidValueException if the source is neither CSV nor JSON lines,
   *     or either name is already mapped
   */
  public Source rename(String header, String column) {
    required(header, "header");
    checkName("column", column);
    check(
        schema.isEmpty() && (format.id().equals("csv") || format.id().equals("jsonl")),
        "Cannot rename column %s: the source (%s) brings its own columns",
        header,
        format.id());
    String before = format.option("renamed", "");
    List<String> lines = new ArrayList<>(before.isEmpty() ? List.of() : before.lines().toList());
    String line = header.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    for (int i = 0; i < lines.size(); i += 2) {
      check(
          !line.equals(lines.get(i)) && !column.equals(lines.get(i + 1)),
          "Invalid names: '%s' to %s (one was given before)",
          header,
          column);
    }
    lines.add(line);
    lines.add(column);
    Map<String, String> options = new HashMap<>(format.options());
    options.put("renamed", String.join("\n", lines));
    return new Source(new Format(format.id(), options), files);
  }
}
