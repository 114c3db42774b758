package io.lifecycle4j.core.data.format;

import io.lifecycle4j.core.data.format.RowFormat.RowPart;
import io.lifecycle4j.core.data.storage.KeptFile;
import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rows that are read from stored files each time; only the index of single rows is kept. */
public final class StoredRows implements Rows {
  /** The formats by id. */
  static final SortedMap<String, RowFormat> FORMATS =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  "csv",
                  new CsvFormat(),
                  "files",
                  new FilesFormat(),
                  "idx",
                  new IdxFormat(),
                  "images",
                  new ImagesFormat(),
                  "jsonl",
                  new JsonLinesFormat(),
                  PreparedFile.FORMAT,
                  new PreparedFormat())));

  private final List<DataFile> files;
  private final Format format;
  private final Schema schema;
  private final RowFormat reader;
  private final SafeLock looking = new SafeLock(StoredRows.class);
  private volatile @Nullable List<RowPart> parts;

  private StoredRows(List<DataFile> files, Format format, Schema schema, RowFormat reader) {
    this.files = files;
    this.format = format;
    this.schema = schema;
    this.reader = reader;
  }

  /**
   * Returns the rows of files, which may still be on their way into the store.
   *
   * @throws io.lifecycle4j.error.NotFoundException if the format is unknown
   * @throws io.lifecycle4j.error.InvalidValueException if it cannot read such columns from the
   *     files
   */
  public static Rows of(List<KeptFile> files, Format format, Schema schema) {
    RowFormat reader = FORMATS.get(format.id());
    if (reader == null) {
      String known = String.join(", ", FORMATS.keySet());
      throw new NotFoundException(
          "Format does not exist: " + format.id() + " (there are " + known + ")");
    }
    reader.requireKnown(format);
    reader.require(files.size(), format, schema);
    return new StoredRows(files.stream().map(DataFile::new).toList(), format, schema, reader);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    reader.read(files, format, schema, action);
  }

  @Override
  public Row row(long number) {
    long all = 0;
    for (RowPart part : parts()) {
      if (number >= all && number - all < part.rows()) {
        return part.row().apply(number - all);
      }
      all += part.rows();
    }
    throw new InvalidValueException(
        "Invalid row number: " + number + " (there are " + all + ", from 0)");
  }

  private List<RowPart> parts() {
    List<RowPart> known = parts;
    if (known != null) {
      return known;
    }
    looking.lock();
    try {
      known = parts;
      if (known == null) {
        known = reader.parts(files, format, schema);
        parts = known;
      }
      return known;
    } finally {
      looking.unlock();
    }
  }

  @Override
  public String toString() {
    return "Rows[" + schema.names() + "]";
  }
}
