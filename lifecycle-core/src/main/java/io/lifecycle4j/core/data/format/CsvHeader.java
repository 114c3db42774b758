package io.lifecycle4j.core.data.format;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The column names of a CSV file, and the places of the columns of a schema among them. */
final class CsvHeader {
  private static final int MAX_COLUMNS = 1 << 14;
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int SHOWN = 60;
  private static final String SEPARATORS = ",;\t|";

  private final String file;
  private final CsvOptions options;
  private final List<String> names;
  private int characters;

  CsvHeader(String file, CsvOptions options) {
    this.file = file;
    this.options = options;
    this.names = new ArrayList<>(options.columns());
  }

  /** Returns the names of the columns, renamed, in the order of the file. */
  List<String> names() {
    return names.stream().map(options.named()::column).toList();
  }

  /** Adds a name. All names are held in memory, so their number and length are limited. */
  void add(String name) {
    characters += name.length();
    if (characters > MAX_CHARACTERS) {
      throw invalid("the header has more than " + MAX_CHARACTERS + " characters");
    }
    if (names.size() == MAX_COLUMNS) {
      throw invalid("the header has more than " + MAX_COLUMNS + " fields");
    }
    names.add(name);
  }

  /** Returns for each field the place of its column in the schema, or -1. */
  int[] place(Schema schema) {
    checkRenamed();
    List<String> renamed = names();
    int[] columns = new int[renamed.size()];
    Arrays.fill(columns, -1);
    Map<String, Integer> fields = new HashMap<>();
    Set<String> twice = new HashSet<>();
    for (int i = 0; i < columns.length; i++) {
      if (fields.putIfAbsent(renamed.get(i), i) != null) {
        twice.add(renamed.get(i));
      }
    }
    for (Column column : schema.columns()) {
      if (twice.contains(column.name())) {
        throw invalid(
            "column "
                + column.name()
                + " twice in the header"
                + options.named().alsoRenamed(column.name()));
      }
    }
    for (int i = 0; i < schema.columns().size(); i++) {
      String name = schema.columns().get(i).name();
      Integer field = fields.get(name);
      if (field == null) {
        throw invalid("no column " + name + instead(schema, name));
      }
      columns[field] = i;
    }
    return columns;
  }

  /** Throws if a name that is to be renamed is missing. */
  void checkRenamed() {
    options
        .named()
        .lacked(names)
        .ifPresent(
            header -> {
              throw invalid(
                  "no column '" + shown(header) + "' to rename (there are " + shownNames() + ")");
            });
  }

  private String shownNames() {
    return String.join(", ", names.stream().map(CsvHeader::shown).toList());
  }

  /** Returns a hint at what the header has instead; shows its names only if they are not values. */
  private String instead(Schema schema, String name) {
    String other = options.named().column(name);
    if (!other.equals(name)) {
      return ": " + TextColumns.call(shown(name), other) + " reads it as " + other;
    }
    for (String near : names) {
      if (near.strip().equalsIgnoreCase(name.strip())) {
        return String.format(
            ", but '%s' (blanks and case must be the same, or %s)",
            shown(near), TextColumns.call(shown(near), name));
      }
    }
    String separator = separatorQuestion();
    if (!separator.isEmpty()) {
      return separator;
    }
    boolean headed = schema.columns().stream().anyMatch(column -> names.contains(column.name()));
    boolean isPrivate = schema.columns().stream().anyMatch(Column::isPrivate);
    if (!headed && (isPrivate || names.stream().anyMatch(CsvHeader::isValue))) {
      return " in the first line (name the columns by columns(…) of CsvDialect if it is no header)";
    }
    return String.format(
        " (there are %s; %s reads one of them as %s)",
        shownNames(), TextColumns.call("…", name), name);
  }

  /** Returns a question about the separator if the header suggests another one; else empty. */
  String separatorQuestion() {
    for (int i = 0; i < SEPARATORS.length(); i++) {
      char other = SEPARATORS.charAt(i);
      if (other != options.separator()
          && names.stream().anyMatch(name -> name.indexOf(other) >= 0)) {
        String shown = other == '\t' ? "\\t" : String.valueOf(other);
        return String.format("; is the separator '%1$s'? (separator('%1$s') of CsvDialect)", shown);
      }
    }
    return "";
  }

  private static boolean isValue(String name) {
    return name.codePoints().noneMatch(Character::isLetter);
  }

  private static String shown(String name) {
    return name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
  }

  private InvalidDataException invalid(String problem) {
    return new InvalidDataException("Cannot read " + file + ": " + problem);
  }
}
