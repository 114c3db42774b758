package io.lifecycle4j.data.spi;

import io.lifecycle4j.data.DatasetDiff;
import io.lifecycle4j.data.RecordReader;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.nio.file.Path;
import java.util.List;

/**
 * Lists and writes the files of datasets, for {@link io.lifecycle4j.data.Sources} and {@link Rows}.
 * Found by {@link java.util.ServiceLoader}; {@code lifecycle-core} contains the only
 * implementation. Thread-safe.
 */
public interface DataFiles {
  /**
   * Lists the files in a ZIP archive; see {@link io.lifecycle4j.data.Sources#zip}.
   *
   * @param archive the archive
   * @return the files
   */
  List<NamedContent> zip(Path archive);

  /**
   * Lists the files in a folder and the folders below it; see {@link
   * io.lifecycle4j.data.Sources#files}.
   *
   * @param folder the folder
   * @return the files
   */
  List<NamedContent> folder(Path folder);

  /**
   * Lists images in folders that are named after their labels; see {@link
   * io.lifecycle4j.data.Sources#images}.
   *
   * @param folder the folder
   * @param channels 1 or 3
   * @param height number of rows of an image
   * @param width number of pixels in a row
   * @return the source
   */
  Source images(Path folder, int channels, int height, int width);

  /**
   * Writes records as JSON lines; see {@link io.lifecycle4j.data.Sources#records}.
   *
   * @param <T> the type of a record
   * @param columns how a record is converted to a row
   * @param reader reads the records
   * @return the lines; the same records are always written as the same bytes
   */
  <T> Content jsonLines(Columns<T> columns, RecordReader<T> reader);

  /**
   * Writes rows for spreadsheets; see {@link Rows#toCsv()}.
   *
   * @param rows the rows
   * @return the CSV; the same rows are always written as the same bytes
   */
  Content csv(Rows rows);

  /**
   * Writes rows for programs; see {@link Rows#toExactCsv()}.
   *
   * @param rows the rows
   * @return the CSV; the same rows are always written as the same bytes
   */
  Content exactCsv(Rows rows);

  /**
   * Returns the differences of two versions as readable text; see {@link DatasetDiff#markdown()}.
   *
   * @param diff the differences
   * @return Markdown
   */
  String markdown(DatasetDiff diff);
}
