package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Format;
import io.lifecycle4j.schema.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The columns of text files where a cell that is not of its type is read as missing, since a rule
 * judges it. They are an option of the format, so that a version reads the same for ever.
 */
public final class LenientColumns {
  static final String OPTION = "lenient";

  private final Set<String> names;

  private LenientColumns(Set<String> names) {
    this.names = names;
  }

  static LenientColumns of(Format format) {
    String value = format.option(OPTION, "");
    return new LenientColumns(value.isEmpty() ? Set.of() : Set.of(value.split("\n", -1)));
  }

  /**
   * Says of which columns cells are read that are not of their type. Formats whose cells cannot be
   * of another type stay as they are.
   *
   * @param format how files are read
   * @param columns the names of the columns
   * @return how they are read then
   */
  public static Format with(Format format, List<String> columns) {
    boolean isText = required(format, "format").id().equals("csv") || format.id().equals("jsonl");
    if (!isText || columns.isEmpty()) {
      return format;
    }
    Map<String, String> options = new HashMap<>(format.options());
    options.put(OPTION, String.join("\n", columns));
    return new Format(format.id(), options);
  }

  /** Tells of each column of a schema whether it is one of these. */
  boolean[] in(Schema schema) {
    boolean[] lenient = new boolean[schema.columns().size()];
    for (int i = 0; i < lenient.length; i++) {
      lenient[i] = names.contains(schema.column(i).name());
    }
    return lenient;
  }
}
