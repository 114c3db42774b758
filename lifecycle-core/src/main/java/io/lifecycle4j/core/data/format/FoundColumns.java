package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.InvalidNameException.checkName;

import io.lifecycle4j.core.schema.CellText;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;

/** The columns found in files, each with the widest type that their format allows. */
public final class FoundColumns {
  private static final int SHOWN = 3;

  private final List<String> leftOut = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();
  private char point = '.';

  private FoundColumns() {}

  /**
   * Finds the columns of stored files.
   *
   * @throws InvalidDataException if they have no columns
   */
  public static FoundColumns of(
      List<StoredFile> files, Format format, Function<StoredFile, InputStream> opened) {
    FoundColumns found = new FoundColumns();
    switch (format.id()) {
      case "csv" -> found.addCsv(files, CsvOptions.of(format), opened);
      case "jsonl" -> found.addJson(files, TextColumns.of(format), opened);
      default ->
          throw new InvalidValueException(
              "Cannot propose a schema of " + format.id() + ": the source brings its own");
    }
    return found;
  }

  /** Returns the columns with their widest types. */
  public Schema schema() {
    return new Schema(columns);
  }

  /** Returns the decimal separator of numbers that are read as texts: a point or a comma. */
  public char point() {
    return point;
  }

  /** Returns a sentence for each column that was left out, with the reason. */
  public List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  private void addCsv(
      List<StoredFile> files, CsvOptions options, Function<StoredFile, InputStream> opened) {
    point = options.point();
    List<String> header = options.columns();
    if (header.isEmpty()) {
      StoredFile first = files.get(0);
      header = read(first, opened, in -> CsvReading.header(first.name(), options, in));
      doubt(header);
    }
    for (String name : new LinkedHashSet<>(header)) {
      if (Collections.frequency(header, name) > 1) {
        leftOut.add("column " + name + ": it comes twice in the header");
      } else {
        add(name, DataType.STRING, List.of());
      }
    }
    requireSome(files);
  }

  /** Warns if the first line may be a row: column names are seldom numbers, but values are. */
  private void doubt(List<String> header) {
    List<String> numbers = header.stream().filter(CellText::isNumber).toList();
    if (2 * numbers.size() > header.size()) {
      leftOut.add(
          "the first line as a row: it is taken for the header, but most of its cells are numbers ("
              + String.join(", ", numbers.subList(0, Math.min(SHOWN, numbers.size())))
              + (numbers.size() > SHOWN ? ", …" : "")
              + "); if the file has no header line, name its columns with"
              + " CsvDialect.builder().columns(…)");
    }
  }

  private void addJson(
      List<StoredFile> files, TextColumns renamed, Function<StoredFile, InputStream> opened) {
    JsonLinesShape shape = new JsonLinesShape();
    for (StoredFile file : files) {
      read(
          file,
          opened,
          in -> {
            shape.add(file.name(), in);
            return shape;
          });
    }
    renamed
        .lacked(shape.properties().keySet())
        .ifPresent(
            header -> {
              throw new InvalidDataException(
                  "Cannot read " + files.get(0).name() + ": " + renamed.inNoLine(header));
            });
    shape
        .properties()
        .forEach(
            (name, property) -> {
              DataType type = property.type();
              if (type != null) {
                add(renamed.column(name), type, property.shape());
              } else if (property.isGreat()) {
                leftOut.add(
                    String.format(
                        "property %s: whole numbers beyond 2^53, which numbers would round (write"
                            + " them as texts)",
                        name));
              } else {
                leftOut.add("property " + name + ": no column holds what it has");
              }
            });
    requireSome(files);
  }

  private void requireSome(List<StoredFile> files) {
    if (columns.isEmpty()) {
      String why = leftOut.isEmpty() ? "" : " (" + String.join("; ", leftOut) + ")";
      throw new InvalidDataException(
          "Cannot propose a schema of " + files.get(0).name() + ": it has no columns" + why);
    }
  }

  private void add(String name, DataType type, List<Integer> shape) {
    try {
      checkName("column", name); // without the path, since the call to rename follows
      columns.add(
          type == DataType.TENSOR
              ? Column.builder(name, type).shape(shape).build()
              : Column.builder(name, type).nullable().build());
    } catch (InvalidNameException e) {
      String call = TextColumns.call(name, TextColumns.allowed(name));
      leftOut.add("a column: " + e.getMessage() + "; " + call + " reads it");
    }
  }

  private static <T> T read(
      StoredFile file, Function<StoredFile, InputStream> opened, DataFile.Look<T> look) {
    return DataFile.look(file.name(), opened.apply(file), look);
  }
}
