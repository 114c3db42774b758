package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.validation.RowPlace;
import io.lifecycle4j.schema.Row;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one file: for each block of the file, the first row that begins in it.
 *
 * <p>It is made while the file is read once as a whole, by who says where each row begins. A row is
 * read from the beginning of its block on. Immutable when it is made.
 */
final class BlockIndex {
  private final DataFile file;
  private final BlockSums sums;
  private final @Nullable LineStarts lines;
  private final LongStream.Builder firstRows = LongStream.builder();
  private final LongStream.Builder starts = LongStream.builder();
  private long block = -1;
  private long rows;

  /** Reads rows from the beginning of one of them on. */
  @FunctionalInterface
  interface Reading {
    /**
     * Returns a row.
     *
     * @param bytes begin with a row
     * @param atStart whether they begin the file
     * @param skip how many rows lie before it
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

  /** Reads the file as a whole; each row is to be added meanwhile. */
  void read(DataFile.Body body) {
    file.watched(in -> sums.over(in, lines)).read(body);
  }

  /** Takes the next row of a text. */
  void add(Row row) {
    add(required(lines, "lines").of(((RowPlace) row).line()));
  }

  /** Takes the next row, by its first byte. */
  void add(long start) {
    if (sums.blockOf(start) > block) {
      block = sums.blockOf(start);
      firstRows.add(rows);
      starts.add(start);
    }
    rows++;
  }

  /** Returns all rows that were added. */
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
      throw DataFile.failed(file.name(), e);
    }
  }
}
