package io.lifecycle4j.core.data.format;

import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.function.Consumer;

/** Reads files as rows. Thread-safe: every reading is its own. */
interface RowFormat {
  /**
   * Checks that the format can give such columns from so many files.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it cannot
   */
  void require(int files, Format format, Schema schema);

  /**
   * Reads all rows, file after file.
   *
   * @throws io.lifecycle4j.error.InvalidDataException if a file does not hold what it should
   */
  void read(List<DataFile> files, Format format, Schema schema, Consumer<? super Row> action);

  /**
   * Returns how each row is found again, in the order of the rows; reads all once if need be.
   *
   * @throws io.lifecycle4j.error.InvalidDataException if a file does not hold what it should
   */
  List<RowPart> parts(List<DataFile> files, Format format, Schema schema);

  /** Makes one part, whose rows are found by reading all. */
  default RowPart through(List<DataFile> files, Format format, Schema schema) {
    long[] rows = {0};
    read(files, format, schema, row -> rows[0]++);
    return RowPart.through(new ReadThrough(this, files, format, schema), rows[0]);
  }

  /** Rows that are found by reading all of them. */
  record ReadThrough(RowFormat reader, List<DataFile> files, Format format, Schema schema)
      implements Rows {
    @Override
    public void forEach(Consumer<? super Row> action) {
      reader.read(files, format, schema, action);
    }
  }

  static RowFormat of(String id) {
    return switch (id) {
      case "csv" -> new CsvFormat();
      case FilesFormat.ID -> new FilesFormat();
      case "idx" -> new IdxFormat();
      case ImagesFormat.ID -> new ImagesFormat();
      case "jsonl" -> new JsonLinesFormat();
      case PreparedFile.FORMAT -> new PreparedFormat();
      default ->
          throw new NotFoundException(
              "Format does not exist: "
                  + id
                  + " (there are csv, files, idx, images, jsonl, prepared)");
    };
  }
}
