package io.lifecycle4j.core.data.format;

import io.lifecycle4j.error.NotFoundException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The formats of rows that there are, by their ids. */
final class KnownFormats {
  static final SortedMap<String, Supplier<RowFormat>> ALL =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.<String, Supplier<RowFormat>>of(
                  "csv",
                  CsvFormat::new,
                  FilesFormat.ID,
                  FilesFormat::new,
                  "idx",
                  IdxFormat::new,
                  ImagesFormat.ID,
                  ImagesFormat::new,
                  "jsonl",
                  JsonLinesFormat::new,
                  PreparedFile.FORMAT,
                  PreparedFormat::new)));

  private KnownFormats() {}

  static RowFormat of(String id) {
    Supplier<RowFormat> format = ALL.get(id);
    if (format == null) {
      throw new NotFoundException(
          "Format does not exist: " + id + " (there are " + String.join(", ", ALL.keySet()) + ")");
    }
    return format.get();
  }
}
