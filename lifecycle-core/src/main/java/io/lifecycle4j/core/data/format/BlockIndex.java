package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.format.RowFormat.RowPart;
import io.lifecycle4j.core.data.storage.KeptFiles;
import io.lifecycle4j.core.validation.RowPlace;
import io.lifecycle4j.schema.Row;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * An index of the rows of one file: the first row that begins in each block.
 *
 * <p>It is built while the whole file is read once, by a reader that knows where each row begins. A
 * single row is then read from the start of the first row of its block. Immutable once built.
 */
final class BlockIndex {
  private final DataFile file;
  private final BlockSums sums;
  private final @Nullable LineStarts lines;
  private final LongStream.Builder firstRows = LongStream.builder();
  private final LongStream.Builder starts = LongStream.builder();
  private long block = -1;
  private long rows;

  /** Reads rows from the start of a row. */
  @FunctionalInterface
  interface Reading {
    /**
     * Returns a row.
     *
     * @param bytes begin with a row
     * @param atStart whether they are the start of the file
     * @param skip how many rows to skip
     */
    Row row(InputStream bytes, boolean atStart, long skip) throws IOException;
  }

  private BlockIndex(DataFile file, @Nullable LineStarts lines) {
    this.file = file;
    this.sums = file.sums();
    this.lines = lines;
  }

  static BlockIndex ofBytes(DataFile file) {
    return new BlockIndex(file, null);
  }

  static BlockIndex ofLines(DataFile file) {
    return new BlockIndex(file, new LineStarts());
  }

  /** Reads the whole file; {@code body} must add each row. */
  void read(DataFile.Body body) {
    file.watched(in -> sums.over(in, lines)).read(body);
  }

  /** Adds the next row, of a text file. */
  void add(Row row) {
    add(required(lines, "lines").of(((RowPlace) row).line()));
  }

  /** Adds the next row by the position of its first byte. */
  void add(long start) {
    if (sums.blockOf(start) > block) {
      block = sums.blockOf(start);
      firstRows.add(rows);
      starts.add(start);
    }
    rows++;
  }

  /** Returns all added rows. */
  RowPart part(Reading reading) {
    long[] numbers = firstRows.build().toArray();
    long[] places = starts.build().toArray();
    return new RowPart(
        rows,
        number -> {
          int found = Arrays.binarySearch(numbers, number);
          int place = found >= 0 ? found : -found - 2;
          return row(places[place], number - numbers[place], reading);
        });
  }

  private Row row(long start, long skip, Reading reading) {
    try (InputStream in = sums.open(start)) {
      return reading.row(in, start == 0, skip);
    } catch (IOException e) {
      throw KeptFiles.failed(file.name(), e);
    }
  }
}
